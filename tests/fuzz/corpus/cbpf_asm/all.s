a0: ld [x+14]
ldh #proto
# comment
ldb [%x + 0x10]
ldxb 4*([14]&0xf)
st M[3]
ldx M[3]
jeq #0b101, a1, a2
a1: jlt %x, a2
add #-1
a2: ret %a ; end
