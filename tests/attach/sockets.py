# SPDX-License-Identifier: BSD-2-Clause
"""What the programs of kinds.bpf.c and sockmap.bpf.c see: a datagram and a TCP connection over loopback, a device opened."""
import socket

udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 0))
udp.settimeout(10)
udp.sendto(b"datagram", udp.getsockname())
udp.recvfrom(100)
open("/dev/null").close()

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
listener.bind(("127.0.0.1", 0))
listener.listen(1)
client = socket.create_connection(listener.getsockname(), 10)
server, _ = listener.accept()
client.getpeername()
server.settimeout(10)
for _ in range(3):
    client.sendall(b"hello")
    got = b""
    while len(got) < 5:
        got += server.recv(5 - len(got))
print("echo", got.decode())
