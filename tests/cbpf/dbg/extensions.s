	ld proto
	st M[0]
	ld type
	st M[1]
	ld ifidx
	st M[2]
	ld poff
	st M[3]
	ld hatype
	st M[4]
	ld mark
	st M[5]
	ld vlan_avail
	st M[6]
	ld len
	st M[7]
	ld M[0]
	jeq #0x800, good
	ret #0
good:	ret #-1
