	.nothing 1
	.short 65536
	.long 4294967296
	.p2align 13
	.balign 3
	.zero -1
	.zero unknown
	.ascii "open
	.ascii open
	.asciz "\q"
	.section
	.section a,"az"
	.section b,"a",@nonsense
	.section c,"aMS",@progbits
	.type x,@thing
	.size x
	.set y
	.long 1 +
	.long 1 2
	.loc 7 1 1
	.bss
	.long 1
	.popsection
	.quad (((1)
	.set z, z
	.long a - b + c - d
# expect: 1:2: unknown directive '.nothing'
# expect: 4:11: 13 does not fit the range 0 to 12
# expect: 5:11: not a power of two
# expect: 6:8: -1 does not fit the range 0 to 4294967295
# expect: 7:8: expected a number that is known here
# expect: 8:14: the string does not end
# expect: 9:9: expected a string
# expect: 10:11: invalid escape in a string
# expect: 11:10: expected a section's name
# expect: 12:16: unknown section flag 'z'
# expect: 13:18: unknown type of a section
# expect: 14:28: expected the size of entries that can be merged
# expect: 15:11: unknown type of a symbol
# expect: 16:9: expected ','
# expect: 17:8: expected ','
# expect: 18:11: expected a number or a name
# expect: 19:10: unexpected text after the directive
# expect: 20:7: no .file with this number
# expect: 23:13: .popsection without .pushsection
# expect: 24:13: expected ')'
# expect: 26:14: of names only sums with numbers and one difference exist
