#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""testbpf.py --cache D --runner R: the tables of the kernel's lib/test_bpf.c through conformance_runner.

The tables and what fills them are cut out of the Debian package's sources, compiled with testbpf_dump.c, and dumped; the
runner takes the dump in two halves.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TREE = "linux-source-6.1"
PARTS = ("lib/test_bpf.c", "include/linux/filter.h")


def dump_program(tmp):
    subprocess.run(["tar", "-C", tmp, "-xJf", f"/usr/src/{TREE}.tar.xz"] + [f"{TREE}/{p}" for p in PARTS], check=True)
    tests, macros = ((tmp / TREE / p).read_text() for p in PARTS)
    begin = tests.index("/* General test specific settings */")
    (tmp / "test_bpf_tables.h").write_text(tests[begin:tests.index("static struct net_device dev;")])
    found = re.findall(r"^#define (?:__)?(?:BPF|MAX_BPF)\w*(?:\\\n|.)*$", macros, re.M)
    (tmp / "filter_macros.h").write_text("\n".join(found) + "\n")
    # other people's code: their warnings are theirs
    subprocess.run(["gcc", "-w", "-O1", "-I", tmp, "-I", HERE, HERE / "testbpf_dump.c", "-o", tmp / "dump"], check=True)
    return tmp / "dump"


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--cache", required=True, type=pathlib.Path)
    ap.add_argument("--runner", required=True)
    args = ap.parse_args()
    args.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.cache) as d:
        tmp = pathlib.Path(d)
        with open(tmp / "programs", "wb") as f:
            subprocess.run([dump_program(tmp)], stdout=f, check=True)
        halves = [subprocess.Popen([args.runner, str(i), "2"], stdin=open(tmp / "programs", "rb"), stdout=subprocess.PIPE, text=True)
                  for i in range(2)]
        counts, failed = [0] * 5, False
        for p in halves:
            for line in p.communicate()[0].splitlines():
                if line.startswith("count "):
                    counts = [a + int(b) for a, b in zip(counts, line.split()[1:])]
                else:
                    print(line)
            failed |= p.returncode != 0
    passed, n, insns, classic_passed, classic = counts
    print(f"# test_bpf: {passed} of {n} eBPF programs ({insns} instructions) and {classic_passed} of {classic} classic ones encode, "
          "list, assemble and give what is expected")
    if n and classic and passed == n and classic_passed == classic and not failed:
        print("ok conformance/test_bpf")
    elif not n or not classic:
        print("FAIL conformance/test_bpf: no program was read")


if __name__ == "__main__":
    sys.exit(main())
