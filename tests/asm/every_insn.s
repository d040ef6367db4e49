# SPDX-License-Identifier: BSD-2-Clause
# One of each instruction that llvm-19 knows, in the order of bpf/isa.def.
	r0 += 0
	r3 += r8
	r6 -= 154
	r9 -= r2
	r2 *= 308
	r5 *= r6
	r8 /= -6
	r1 /= r0
	r4 s/= 616
	r7 s/= r4
	r0 |= 770
	r3 |= r8
	r6 &= -12
	r9 &= r2
	r2 <<= 1078
	r5 <<= r6
	r8 >>= 1232
	r1 >>= r0
	r4 %= -18
	r7 %= r4
	r0 s%= 1540
	r3 s%= r8
	r6 ^= 1694
	r9 ^= r2
	r2 = -24
	r5 = r6
	r8 = (s8)r3
	r1 = (s16)r0
	r4 = (s32)r7
	r7 s>>= 2233
	r0 s>>= r1
	r3 = -r3
	r6 = addr_space_cast(r5, 1, 0)
	w9 += -33
	w2 += w9
	w5 -= 2695
	w8 -= w3
	w1 *= 2849
	w4 *= w7
	w7 /= -39
	w0 /= w1
	w3 s/= 3157
	w6 s/= w5
	w9 |= 3311
	w2 |= w9
	w5 &= -45
	w8 &= w3
	w1 <<= 3619
	w4 <<= w7
	w7 >>= 3773
	w0 >>= w1
	w3 %= -51
	w6 %= w5
	w9 s%= 4081
	w2 s%= w9
	w5 ^= 4235
	w8 ^= w3
	w1 = -57
	w4 = w7
	w7 = (s8)w4
	w0 = (s16)w1
	w3 s>>= 4697
	w6 s>>= w5
	w9 = -w9
	r2 = le16 r2
	r5 = le32 r5
	r8 = le64 r8
	r1 = be16 r1
	r4 = be32 r4
	r7 = be64 r7
	r0 = bswap16 r0
	r3 = bswap32 r3
	r6 = bswap64 r6
	w9 = *(u8 *)(r2 - 16)
	w2 = *(u16 *)(r9 + 48)
	w5 = *(u32 *)(r6 - 8)
	r8 = *(u64 *)(r3 + 32)
	r1 = *(s8 *)(r0 - 24)
	r4 = *(s16 *)(r7 + 16)
	r7 = *(s32 *)(r4 - 16)
	*(u8 *)(r0 + 48) = w1
	*(u16 *)(r3 - 8) = w8
	*(u32 *)(r6 + 32) = w5
	*(u64 *)(r9 - 24) = r2
	*(u8 *)(r2 + 16) = -84
	*(u16 *)(r5 - 16) = 6545
	*(u32 *)(r8 + 48) = 6622
	*(u64 *)(r1 - 8) = -87
	lock *(u64 *)(r4 + 32) += r7
	lock *(u64 *)(r7 - 24) |= r4
	lock *(u64 *)(r0 + 16) &= r1
	lock *(u64 *)(r3 - 16) ^= r8
	r5 = atomic_fetch_add((u64 *)(r6 + 48), r5)
	r2 = atomic_fetch_or((u64 *)(r9 - 8), r2)
	r9 = atomic_fetch_and((u64 *)(r2 + 32), r9)
	r6 = atomic_fetch_xor((u64 *)(r5 - 24), r6)
	r3 = xchg_64(r8 + 16, r3)
	r0 = cmpxchg_64(r1 - 16, r0, r0)
	lock *(u32 *)(r4 + 48) += w7
	lock *(u32 *)(r7 - 8) |= w4
	lock *(u32 *)(r0 + 32) &= w1
	lock *(u32 *)(r3 - 24) ^= w8
	w5 = atomic_fetch_add((u32 *)(r6 + 16), w5)
	w2 = atomic_fetch_or((u32 *)(r9 - 16), w2)
	w9 = atomic_fetch_and((u32 *)(r2 + 48), w9)
	w6 = atomic_fetch_xor((u32 *)(r5 - 8), w6)
	w3 = xchg32_32(r8 + 32, w3)
	w0 = cmpxchg32_32(r1 - 24, w0, w0)
	r0 = *(u8 *)skb[8932]
	r0 = *(u16 *)skb[-117]
	r0 = *(u32 *)skb[9086]
	r0 = *(u8 *)skb[r4]
	r0 = *(u16 *)skb[r1]
	r0 = *(u32 *)skb[r8]
	r6 = 9394 ll
	if r7 == -129 goto -8
	if r0 == r1 goto +32
	if r3 > 10087 goto -24
	if r6 > r5 goto +16
	if r9 >= 10241 goto -16
	if r2 >= r9 goto +48
	if r5 & -135 goto -8
	if r8 & r3 goto +32
	if r1 != 10549 goto -24
	if r4 != r7 goto +16
	if r7 s> 10703 goto -16
	if r0 s> r1 goto +48
	if r3 s>= -141 goto -8
	if r6 s>= r5 goto +32
	if r9 < 11011 goto -24
	if r2 < r9 goto +16
	if r5 <= 11165 goto -16
	if r8 <= r3 goto +48
	if r1 s< -147 goto -8
	if r4 s< r7 goto +32
	if r7 s<= 11473 goto -24
	if r0 s<= r1 goto +16
	if w3 == 11627 goto -16
	if w6 == w5 goto +48
	if w9 > -153 goto -8
	if w2 > w9 goto +32
	if w5 >= 11935 goto -24
	if w8 >= w3 goto +16
	if w1 & 12089 goto -16
	if w4 & w7 goto +48
	if w7 != -159 goto -8
	if w0 != w1 goto +32
	if w3 s> 12397 goto -24
	if w6 s> w5 goto +16
	if w9 s>= 12551 goto -16
	if w2 s>= w9 goto +48
	if w5 < -165 goto -8
	if w8 < w3 goto +32
	if w1 <= 12859 goto -24
	if w4 <= w7 goto +16
	if w7 s< 13013 goto -16
	if w0 s< w1 goto +48
	if w3 s<= -171 goto -8
	if w6 s<= w5 goto +32
	goto -24
	gotol -174
	may_goto -16
	call 13552
	callx r7
	exit
