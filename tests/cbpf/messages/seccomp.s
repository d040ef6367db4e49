; kbcc asm --check seccomp
ld [0]
ld [2]
ld [64]
ldh [0]
mod #3
ldx #len
ret #1
