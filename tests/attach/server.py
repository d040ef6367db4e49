# SPDX-License-Identifier: BSD-2-Clause
"""A UDP server whose socket is descriptor 50: writes its port to a file and what it gets to stdout."""
import os
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
s.bind(("127.0.0.1", 0))
s.settimeout(30)
os.dup2(s.fileno(), 50)
with open(sys.argv[1], "w") as f:
    f.write(str(s.getsockname()[1]))
while True:
    print(s.recv(100).decode().strip(), flush=True)
