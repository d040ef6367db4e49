# dialect: llvm
	r11 = 1
	r1 = r11
	r1 = 4294967296
	r1 = *(u32 *)(r2 + 32768)
	if r1 == 4294967296 goto +1
	goto +32768
	call 4294967296
	w1 = -2147483649
	*(u8 *)(r12 + 0) = 1
	nonsense r1
	r1 = r2 r3
	r1 += w2
	r1 = name
	mov %r0, 1
	r1 = le16 r2
	r1 = 99999999999999999999 ll
# expect: 2:2: no register 'r11'
# expect: 3:7: no register 'r11'
# expect: 4:7: 4294967296 does not fit the range -2147483648 to 4294967295
# expect: 5:19: 32768 does not fit the range -32768 to 32767
# expect: 6:11: 4294967296 does not fit the range -2147483648 to 4294967295
# expect: 7:7: 32768 does not fit the range -32768 to 32767
# expect: 8:7: 4294967296 does not fit the range -2147483648 to 4294967295
# expect: 9:7: -2147483649 does not fit the range -2147483648 to 4294967295
# expect: 10:10: no register 'r12'
# expect: 11:2: not an instruction
# expect: 12:10: unexpected text after the instruction
# expect: 13:8: unexpected register 'w2'
# expect: 14:7: 'name' cannot be an immediate of 32 bits; 'rN = NAME ll' loads an address
# expect: 15:2: not an instruction
# expect: 16:12: must be the register named before, r1
# expect: 17:7: number does not fit 64 bits
