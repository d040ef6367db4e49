	.data
	.byte 1, 256
	.byte -129
	.short 65536
	.long 4294967296
	.long -2147483649
	.quad 18446744073709551615
# expect: 2:11: value does not fit: data cannot be 256
# expect: 3:8: value does not fit: data cannot be -129
# expect: 4:9: value does not fit: data cannot be 65536
# expect: 5:8: value does not fit: data cannot be 4294967296
# expect: 6:8: value does not fit: data cannot be -2147483649
