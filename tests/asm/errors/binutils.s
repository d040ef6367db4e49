# dialect: binutils
	mov %r11,1
	add %r0,%fq
	ldxw %r0,%r1
	endle %r0,8
	ja gone
	lddw %r1,18446744073709551616
# expect: 2:6: no register '%r11'
# expect: 3:10: expected a number or a name
# expect: 4:11: expected '['
# expect: 5:12: expected '16'
# expect: 7:11: number does not fit 64 bits
