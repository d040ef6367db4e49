# SPDX-License-Identifier: BSD-2-Clause
"""captures.py DIR: capture files to read. captures.py --check FILE "LENGTH:SECONDS ...": is this what is in it?"""
import struct
import sys


def capture(path, link, packets, cut=0):
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
    for i, p in enumerate(packets):
        data += struct.pack("<IIII", 1000000000 + i, i, len(p), len(p)) + p
    with open(path, "wb") as f:
        f.write(data[:len(data) - cut])


def check(path, wanted):
    with open(path, "rb") as f:
        data = f.read()
    at, found = 24, []
    while at < len(data):
        seconds, _, length, _ = struct.unpack_from("<IIII", data, at)
        found.append(f"{length}:{seconds}")
        at += 16 + length
    if found != wanted.split():
        print(f"# {path}: {found}, not {wanted}")
    return found != wanted.split()


if sys.argv[1] == "--check":
    sys.exit(check(sys.argv[2], sys.argv[3]))
ETH = bytes(12) + b"\x88\xb5"
IP = bytes([0x45, 0, 0, 20]) + bytes(16)
d = sys.argv[1]
capture(d + "/eth.pcap", 1, [ETH + b"\0\0", ETH + bytes(86), ETH + bytes(50)])
capture(d + "/raw.pcap", 101, [IP + bytes(66), IP + bytes(40)])
capture(d + "/other.pcap", 105, [bytes(60)])
capture(d + "/cut.pcap", 1, [ETH + bytes(86)], cut=5)
