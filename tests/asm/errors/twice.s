twice:	exit
twice:	exit
	.set number, 1
	.set number, 2
number:
	.set twice, 4
# expect: 2:1: 'twice' is defined twice
# expect: 5:1: 'number' is defined twice
# expect: 6:7: 'twice' is defined twice
