; SPDX-License-Identifier: BSD-2-Clause
; Which of four sockets: by the two low bits of the payload's first byte.
	ldb [0]
	and #3
	ret a
