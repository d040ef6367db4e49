; SPDX-License-Identifier: BSD-2-Clause
; No directory may be made: mkdir and mkdirat fail with EPERM. Another architecture's calls kill.
	ld [4]				; struct seccomp_data: arch
	jeq #0xc000003e, x86_64
	jeq #0xc00000b7, aarch64
	ret #0x80000000			; kill the process
x86_64:	ld [0]				; nr
	jeq #83, deny
	jeq #258, deny, allow
aarch64: ld [0]
	jeq #34, deny
allow:	ret #0x7fff0000
deny:	ret #0x00050001			; errno 1
