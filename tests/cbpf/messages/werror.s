; kbcc asm -Werror
lsh #32
ret a
