# SPDX-License-Identifier: BSD-2-Clause
"""Runs a command on a pseudo-terminal of 12 rows and 50 columns and prints what each redraw of the screen shows, a line "-- N" before each."""
import fcntl
import os
import pty
import struct
import sys
import termios

CLEAR = "\033[H\033[2J"
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 12, 50, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
out = b""
while True:
    try:
        got = os.read(fd, 65536)
    except OSError:  # EIO: the other side is closed
        break
    if not got:
        break
    out += got
_, status = os.waitpid(pid, 0)
for i, screen in enumerate(out.decode().replace("\r\n", "\n").split(CLEAR)):
    print("--", i)
    print(screen, end="")
print("-- status", os.waitstatus_to_exitcode(status))
