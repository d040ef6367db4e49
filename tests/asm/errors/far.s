	goto far
	gotol far
	call near
	.fill 32768, 8, 0x95
far:	exit
near:	exit
# expect: 1:7: value does not fit: a jump by 16 bits cannot be 32770
