# SPDX-License-Identifier: BSD-2-Clause
# Directives, expressions and relocations that a compiler's output is made of, and some that people write.
	.file "directives.c"
	.set FIVE, 5
	.text
	.globl	global, second
	.hidden	second
	.type	global,@function
global:					# @global
.Lbegin:
	r1 = 1 ; r2 = 2 // two on a line
	call local
	call global
	call external
	call other
	r3 = table ll
	r3 = table+4 ll
	r4 = .Lstring+2 ll
	r4 = .Lstring ll
	r5 = weak_data ll
	r6 = local ll
1:	if r1 > FIVE goto 1f
	if w1 == 0 goto 1b
	goto .Lend
1:	r1 = *(u32 *)(r10 - 20)
second:	exit
	.p2align 3
.Lend:
	.size	global, .Lend-global
local:	exit
	.section	other_section,"ax",@progbits
	.p2align 3
other:	call local
	call other
	exit
	.data
	.p2align	2, 0x0
table:	.byte 1, -1, 255, 'a'
.Lfew:
	.short 0xffff, -32768
	.long 0xffffffff, -2147483648, .Lend-.Lbegin, (.Lfew-table)/2*3+7
	.quad 0x8000000000000000, -1, table, table+8, weak_data, external_data, .Lstring
	.long table, weak_data, .Lend, local
	.ascii "ab\n\t\\\"\101\0", "c"
	.asciz "de", "f"
	.string ""
	.zero 3
	.skip 2, 0x11
	.space 1
	.fill 3, 2, 0x1234
	.uleb128 624485
	.sleb128 -123456
	.uleb128 .Lend-.Lbegin
	.sleb128 .Lbegin-.Lend
	.uleb128 .Lafter-.Lbefore
.Lbefore:
	.zero 126
	.uleb128 .Lafter-.Lbefore
.Lafter:
	.balign 16
	.p2align 4,0xcc,2
	.long .-table, . - .Lafter
	.weak	weak_data
	.type	weak_data,@object
weak_data:
	.long 7
	.size	weak_data, 4
	.bss
	.p2align 3
	.globl zeros
zeros:	.zero 40
.Lz:	.zero 1000000
	.section	.rodata.str1.1,"aMS",@progbits,1
.Lstring:
	.asciz "a; string # with // things /* in it"
	.section	.rodata.cst16,"aM",@progbits,16
	.quad 1, 2
	.section	"a name, with blanks","aw"
	.pushsection .data
	.byte 42
	.popsection
	.byte 43
	.section	.debug_thing,"",@progbits
	.long .debug_thing, other_section, .Lend, .Lz
	.quad .Lbegin
	.previous
	.byte 44
	.globl alias
	.set alias, table + 4
	.addrsig
	.addrsig_sym global
