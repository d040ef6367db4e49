; SPDX-License-Identifier: BSD-2-Clause
; Of UDP datagrams to port 9 the first 60 bytes, of all else nothing.
	ldh [12]
	jne #0x800, drop		; IPv4
	ldb [23]
	jne #17, drop			; UDP
	ldh [20]
	jset #0x1fff, drop		; not the first fragment: no ports
	ldxb 4*([14]&0xf)
	ldh [x + 16]
	jne #9, drop
	ret #60
drop:	ret #0
