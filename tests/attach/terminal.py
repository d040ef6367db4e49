# SPDX-License-Identifier: BSD-2-Clause
"""Runs a command on a pseudo-terminal and prints what each redraw of the screen shows, a line "-- N" before each."""
import os
import pty
import sys

CLEAR = "\033[H\033[2J"
pid, fd = pty.fork()
if pid == 0:
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
