.macro two a, b:req
	r0 = \a
.endm
	two 1
	two 1, 2, 3
.macro two
.endm
.macro dup x, x
.endm
.macro rest x:vararg, y
.endm
.macro kind x:maybe
.endm
.if unknown_value
	r0 = 1
.endif
.if 1
.else
.else
.endif
.else
.endif
.endr
.endm
.rept -1
	r0 = 5
.endr
.include "no_such_file.s"
.incbin "../blocks.inc", 100000
.purgem nobody
.macro forever
	forever
.endm
.if 1
	exit
.rept 2
# expect: 4:2: the macro requires another argument
# expect: 5:12: the macro has fewer parameters
# expect: 6:8: a macro of this name is there already
# expect: 8:16: a parameter of this name is there already
# expect: 10:23: no parameter can follow one that takes the rest
# expect: 12:15: expected 'req' or 'vararg'
# expect: 14:5: expected a number that is known here
# expect: 19:1: there was an '.else' before
# expect: 21:1: there is no '.if' for this
# expect: 22:1: there is no '.if' for this
# expect: 23:1: this ends nothing
# expect: 24:1: this ends nothing
# expect: 25:7: -1 does not fit the range 0 to 1048576
# expect: 28:10: cannot open 'no_such_file.s': No such file or directory
# expect: 29:26: 100000 does not fit the range 0 to 85
# expect: 30:9: there is no macro of this name
# expect: 36:1: there is no '.endr' for this
# expect: 34:1: there is no '.endif' for this
