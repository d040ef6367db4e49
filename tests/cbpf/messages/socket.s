; kbcc asm --check=socket
rsh #40
ret #1
