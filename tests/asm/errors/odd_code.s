	exit
	.byte 1
# expect: 1:2: section '.text' holds no whole number of instructions
