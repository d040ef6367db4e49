# Conditions, repetitions, macros and other files, as LLVM's assembler has them.
.include "blocks.inc"
.set VERSION, 3
.set COUNT, 0

.macro load reg, at=0, from=r1
	\reg = *(u32 *)(\from + \at)
.endm

.macro check reg:req, value, to=out
.ifb \value
	if \reg == 0 goto \to
.else
	if \reg != \value goto \to
.endif
.endm

.macro count_down reg, n
	\reg = \n
.Lagain\@:
	\reg -= 1
	if \reg != 0 goto .Lagain\@
.endm

.macro glued kind, n
	\kind\()\n = \n
.endm

.macro several first, rest:vararg
	r0 += \first
.ifnb \rest
	several \rest
.endif
.endm

	.section socket, "ax", @progbits
	.globl program
	.type program, @function
program:
	load r2
	load r3, 4
	load r4, at=8, from=r6
	load r5, from=r7
	check r2
	check r3, 17
	check r4, 5, other
	count_down r8, 3
	count_down r9, VERSION * 4
	r0 = 0
	several 1, 2, 3
	glued r, 6
	from_file r0
.rept 3
	r0 <<= 1
	.rept 2
	r0 ^= 1
	.endr
.endr
.irp reg, r1, r2, r3
	\reg = 0
.endr
.if VERSION >= 3
	w0 = w0
.elseif VERSION == 2
	this is not looked at
.else
	nor is this
.endif
.if VERSION - 3
	r0 = 1
.elseif VERSION == 3
	r0 = 2
.else
	r0 = 3
.endif
.ifdef VERSION
	r1 = 1
.ifndef NOT_THERE
	r1 = 2
.else
	.if 1
	r1 = 3
	.endif
.endif
.endif
.ifeq VERSION - 3
	r2 = 1
.endif
.iflt VERSION - 3
	r2 = 2
.endif
.ifge VERSION - 3
	r2 = 3
.endif
.rept 0
	nothing here either
.endr
.purgem several
.macro several x
	r9 = \x
.endm
	several 5
other:
	r0 = 1
out:
	exit
.Lend:
	.size program, .Lend-program

	.data
table:
.rept 4
	.byte COUNT
	.set COUNT, COUNT + 3
.endr
	.incbin "blocks.inc", 2, 8
	.incbin "blocks.inc", 20
