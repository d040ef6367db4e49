	.data
here:	.uleb128 here
	.uleb128 gone - here
	.set z, z
	.long z
	.text
	.data
	.uleb128 here - text
	.text
text:	exit
# expect: 2:16: the value of 'here' is not known here, and no relocation fits
# expect: 3:11: undefined label 'gone'
# expect: 8:11: the difference of 'here' and 'text' is not known: they are not of one section
# expect: 5:8: the value of 'z' refers to itself or is a difference
