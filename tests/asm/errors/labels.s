	.text
here:	exit
	goto nowhere
	goto .Lnowhere
	if r1 == 0 goto 1f
	goto over_there
	call .Lmissing
	goto here + 3
	r1 = .Lnone ll
	.data
over_there:
	.long .Lgone
	.byte over_there
	.long over_there - here
	.size here, over_there - here
# expect: 15:14: the difference of 'over_there' and 'here' is not known: they are not of one section
# expect: 3:7: undefined label 'nowhere'
# expect: 4:7: undefined label '.Lnowhere'
# expect: 5:18: undefined label '1f'
# expect: 6:7: 'over_there' is in another section; a jump stays in its own
# expect: 7:7: undefined label '.Lmissing'
# expect: 8:7: 'here' is not at a whole instruction
# expect: 9:7: undefined label '.Lnone'
# expect: 12:8: undefined label '.Lgone'
# expect: 13:8: the value of 'over_there' is not known here, and no relocation fits
# expect: 14:8: the difference of 'over_there' and 'here' is not known: they are not of one section
