; SPDX-License-Identifier: BSD-2-Clause
; UDP datagrams to port 9: 1, a match. xt_bpf sees a packet from its IPv4 header on.
	ldb [9]
	jne #17, no
	ldh [6]
	jset #0x1fff, no
	ldxb 4*([0]&0xf)
	ldh [x + 2]
	jne #9, no
	ret #1
no:	ret #0
