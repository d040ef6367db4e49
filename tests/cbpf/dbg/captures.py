# SPDX-License-Identifier: BSD-2-Clause
"""Captures for the debugger: captures.py DIR writes eth.pcap, nano.pcap (other magic, other byte order), eth.pcapng, raw.pcap."""
import struct
import sys

ether = lambda proto, payload: bytes.fromhex("ffffffffffff020000000001") + struct.pack(">H", proto) + payload
ip = bytes.fromhex("450000280000000040060000c0000201c0000202") + struct.pack(">HH", 1000, 80) + bytes(16)
frames = [ether(0x800, ip), ether(0x806, bytes(28)), ether(0x86DD, bytes(40))]


def pcap(path, order, magic, link, packets):
    with open(path, "wb") as f:
        f.write(struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link))
        for i, p in enumerate(packets):
            f.write(struct.pack(order + "IIII", i, 0, len(p), len(p) + 10 * (i == 1)) + p)


def pcapng(path, packets):
    block = lambda kind, body: struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)
    with open(path, "wb") as f:
        f.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
        f.write(block(1, struct.pack("<HHI", 1, 0, 65535)))
        for p in packets:
            f.write(block(6, struct.pack("<IIIII", 0, 0, 0, len(p), len(p)) + p + bytes(-len(p) % 4)))


out = sys.argv[1] + "/"
pcap(out + "eth.pcap", "<", 0xA1B2C3D4, 1, frames)
pcap(out + "nano.pcap", ">", 0xA1B23C4D, 1, frames)
pcap(out + "raw.pcap", "<", 0xA1B2C3D4, 101, [ip])
pcapng(out + "eth.pcapng", frames)
