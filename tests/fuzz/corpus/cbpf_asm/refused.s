jmp last
ld M[3]
div #0
mod #0
lsh #32
ret x
back: st M[16]
ldb [0xfffff005]
jmp back
last: ld #0x100000000
