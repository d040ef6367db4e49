# dialect: conformance
	mov %r11, 1
	mov %r0, %r15
	mov %r0, 4294967296
	ldxw %r0, [%r1+32768]
	jeq %r0, 1, gone
	lock frob [%r1+0], %r2
	call local gone2
	mov %r0
# expect: 2:6: no register '%r11'
# expect: 3:11: no register '%r15'
# expect: 4:11: 4294967296 does not fit the range -2147483648 to 4294967295
# expect: 5:16: 32768 does not fit the range -32768 to 32767
# expect: 7:7: expected 'add'
# expect: 9:9: expected ','
