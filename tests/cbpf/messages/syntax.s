ldh [12
jeq 5, b
neg
a:
ld x
ld M
ldxb 4*([14]&0xe)
 ld !
ret
