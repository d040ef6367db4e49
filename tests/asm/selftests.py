#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Programs of the kernel's selftests through the assembler:

    clang -S -g -O2, by llvm-mc and by kbcc asm                       the same, debugging information included
    clang's object, kbcc's object: kbcc disasm --asm, then kbcc asm   the same as the object
    ... the same text by llvm-mc                                      the same again

    selftests.py --kbcc K --cache D [--files N]     N files at even distances; all of them without
"""
import argparse
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests/corpus"), str(TOP / "tests/asm")]
import corpora  # noqa: E402
import same  # noqa: E402


def sh(*argv, **kw):
    return subprocess.run([str(a) for a in argv], capture_output=True, text=True, errors="replace", timeout=120, **kw)


def assembled(argv, text, out):
    """None, or what is said instead of an object."""
    p = sh(*argv, text, "-o", out)
    return None if p.returncode == 0 else (p.stderr.splitlines() or ["no object"])[0]


def compared(a, b, everything, btf):
    return next(same.differences(same.Elf(a), same.Elf(b), everything, btf), None)


MC = ["llvm-mc-19", "-triple", "bpfel", "-mcpu=v4", "-filetype=obj"]


def round_trip(args, obj, tmp):
    text, ours, mc = tmp / "r.s", tmp / "r.o", tmp / "m.o"
    with open(text, "w") as f:
        p = subprocess.run([args.kbcc, "disasm", "--asm", obj], stdout=f, stderr=subprocess.PIPE, text=True)
    if p.returncode:
        return p.stderr.splitlines()[0]
    return (assembled([args.kbcc, "asm", "--ebpf", "--dialect=llvm"], text, ours) or compared(obj, ours, False, False)
            or assembled(MC, text, mc) or compared(ours, mc, False, True))


def one(args, src, flags):
    """[(what, None or what is wrong)]; empty when clang does not compile the file."""
    with tempfile.TemporaryDirectory(dir=args.cache / "asm") as d:
        tmp = pathlib.Path(d)
        text, mc, clang, ours, kbcc = tmp / "c.s", tmp / "mc.s", tmp / "c.o", tmp / "o.o", tmp / "k.o"
        base = ["-g", "-O2", "-target", "bpf", "-mcpu=v3", "-w", *flags]
        if sh("clang-19", *base, "-S", src, "-o", text).returncode:
            return []
        # llvm-mc refuses "rN = wN", which clang -S writes for "wN = wN"
        mc.write_text(re.sub(r"^\tr(\d+) = w(\d+)$", r"\tw\1 = w\2", text.read_text(errors="surrogateescape"), flags=re.M),
                      errors="surrogateescape")
        wrong = assembled(MC, mc, clang)
        if wrong:
            return [("clang-text", wrong)]
        out = [("clang-text", assembled([args.kbcc, "asm", "--ebpf"], text, ours) or compared(clang, ours, True, True)),
               ("clang-object", round_trip(args, clang, tmp))]
        if sh(args.kbcc, *base, "-c", src, "-o", kbcc).returncode == 0:
            out.append(("kbcc-object", round_trip(args, kbcc, tmp)))
        return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--kbcc", default=TOP / "build/kbcc", type=pathlib.Path)
    ap.add_argument("--cache", default=TOP / "tests/.cache", type=pathlib.Path)
    ap.add_argument("--files", type=int)
    args = ap.parse_args()
    (args.cache / "asm").mkdir(parents=True, exist_ok=True)
    selftests = corpora.CORPORA["selftests"]
    places = corpora.prepare(args.cache, "clang-19", ["selftests"])
    sources = corpora.sources(selftests, places, "")
    if args.files:
        sources = sources[:: max(1, len(sources) // args.files)][: args.files]
    flags = corpora.flags(selftests, places)
    counts = {}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for src, results in zip(sources, pool.map(lambda s: one(args, s, flags), sources)):
            for what, wrong in results:
                c = counts.setdefault(what, [0, 0])
                c[0] += 1
                c[1] += wrong is not None
                if wrong is not None:
                    print(f"FAIL asm/corpus/{src.stem}/{what}: {wrong}")
    for what, (n, bad) in sorted(counts.items()):
        if not bad and n:
            print(f"ok asm/corpus/{what}")
        print(f"# asm: {n - bad} of {n} files: {what} assembles to the same")


if __name__ == "__main__":
    main()
