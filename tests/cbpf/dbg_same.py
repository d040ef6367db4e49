#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""kbcc dbg beside bpf_dbg: the same commands, the same transcript.

    dbg_same.py KBCC BPF_DBG DIR          programs of filter expressions, over packets that fit them

What bpf_dbg does otherwise, on purpose not followed, and taken out before transcripts are compared:

    it echoes prompt and command              not a terminal's business
    "select N" goes to packet N + 1           here to N, so that it is given another number
    a step that returns says nothing          here "ret:", the verdict
    "ja N", "neg " with a blank               here "jmp lN", which assembles
    a command it does not know, numbers that are none or too large: silence        here an error
    extensions are refused; a load by X outside of the packet goes on; other captures than one kind of pcap are
    refused                                   none of these is used here
"""
import os
import pathlib
import random
import re
import struct
import subprocess
import sys

EXPRESSIONS = """ip
arp or rarp
tcp
udp port 53
tcp port 80
tcp dst port 80 and host 10.0.0.1
ip6 and tcp
port 80 or port 53
net 10.0.0.0/8
ether[0] & 1 = 0 and ip[6:2] & 0x1fff = 0
icmp[icmptype] = icmp-echo
tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn
ip[2:2] - ((ip[0] & 0xf) << 2) > 30
len > 90 or len < 80
ip[1] * 3 / 5 % 7 != 1 and ether[12:2] >> 3 = 0x100
not (src host 192.168.1.1 or dst host 10.0.0.2)""".splitlines()

PROGRAMS = [
    # every word of M, both registers, shifts and negation
    "14,0 0 0 7,2 0 0 3,97 0 0 3,12 0 0 0,132 0 0 0,3 0 0 15,135 0 0 0,96 0 0 3,108 0 0 0,7 0 0 0,128 0 0 0,21 0 1 0,6 0 0 0,22 0 0 0,",
    "5,128 0 0 0,37 0 1 80,6 0 0 0,48 0 0 0,22 0 0 0,",
    "6,177 0 0 14,72 0 0 14,53 1 0 1024,5 0 0 1,6 0 0 9,6 0 0 0,",
]


def packets(rng):
    """Ethernet frames of 100 bytes, so that no load is outside."""
    for i in range(6):
        b = bytearray(rng.randbytes(100))
        kind = i % 3
        b[12:14] = struct.pack(">H", (0x800, 0x86DD, 0x806)[kind])
        if kind == 0:
            b[14:24] = bytes([0x45, 0, 0, 86, 0, 1, 0, 0, 64, (6, 17)[i // 3]])
            b[26:38] = bytes([10, 0, 0, 1, 10, 0, 0, 2]) + struct.pack(">HH", 12345, (80, 53)[i // 3])
        elif kind == 1:
            b[14:21] = bytes([0x60, 0, 0, 0, 0, 46, 6])
            b[54:58] = struct.pack(">HH", 12345, 80)
        yield bytes(b)


def capture(path, rng):
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for i, p in enumerate(packets(rng)):
            f.write(struct.pack("<IIII", i, 0, len(p), len(p) + 20 * (i == 1)) + p)


def script(rng, program, path):
    """Commands as kbcc takes them, "select" from 2."""
    size = int(program.split(",")[0])
    out = [f"load bpf {program}", f"load pcap {path}", "disassemble", "dump"]
    for _ in range(30):
        out.append(
            rng.choice(
                ["step", "step", f"step {rng.randrange(1, 5)}", f"step -{rng.randrange(1, 4)}", "run", f"run {rng.randrange(1, 4)}",
                 f"breakpoint {rng.randrange(size)}", "breakpoint", "breakpoint reset", f"disassemble {rng.randrange(size)}",
                 f"select {rng.randrange(2, 7)}", "dump"]))
    return out + ["breakpoint reset", "run", "quit"]


def run(argv, commands):
    return subprocess.run(argv, input="\n".join(commands) + "\n", capture_output=True, text=True, timeout=20).stdout.splitlines()


def theirs(bpf_dbg, commands):
    lines = run([bpf_dbg], [re.sub(r"^select (\d+)", lambda m: f"select {int(m[1]) - 1}", c) for c in commands])
    return [re.sub(r"\tja (\d+)$", r"\tjmp l\1", line.rstrip()) for line in lines if not line.startswith("> ")]


def ours(kbcc, commands):
    return [line.rstrip() for line in run([kbcc, "dbg"], commands) if not line.startswith("ret: ")]


def main():
    kbcc, bpf_dbg, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    os.environ.update(HOME=str(folder), TERM="dumb", COLUMNS="30000")
    path = folder / "same.pcap"
    capture(path, random.Random(1))
    programs = list(PROGRAMS)
    for e in EXPRESSIONS:
        text = subprocess.run(["tcpdump", "-y", "EN10MB", "-ddd", e], capture_output=True, text=True).stdout
        programs.append(",".join(text.split("\n")))
    scripts = lines = wrong = 0
    for i, program in enumerate(programs):
        for seed in range(10):
            commands = script(random.Random(100 * i + seed), program, path)
            want, got = theirs(bpf_dbg, commands), ours(kbcc, commands)
            scripts += 1
            lines += len(want)
            if want == got and len(want) > 50:
                continue
            wrong += 1
            at = next((k for k, (a, b) in enumerate(zip(want, got)) if a != b), min(len(want), len(got)))
            print(f"FAIL cbpf/dbg-same: program {i}, script {seed}, line {at}: {want[at:at + 1]}, here {got[at:at + 1]}; the script is {folder}/same.{i}.{seed}")
            (folder / f"same.{i}.{seed}").write_text("\n".join(commands) + "\n")
    if not wrong:
        print("ok cbpf/dbg-same")
    print(f"# dbg: {scripts - wrong} of {scripts} scripts give bpf_dbg's transcript, {lines} lines")


if __name__ == "__main__":
    main()
