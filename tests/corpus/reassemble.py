#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The objects that a corpus run has left, clang's and kbcc's, through the assembler:

    kbcc disasm --asm, then kbcc asm      the object's sections, relocations and symbols again
    the same text by llvm-mc              what kbcc asm makes of it, BTF included

    reassemble.py [--kbcc K] [--cache D] [CORPUS...]
"""
import argparse
import concurrent.futures
import os
import pathlib
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/asm"))
import corpora  # noqa: E402
import selftests  # noqa: E402


def one(args, obj):
    with tempfile.TemporaryDirectory(dir=args.cache) as d:
        return selftests.round_trip(args, obj, pathlib.Path(d))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpora", nargs="*")
    ap.add_argument("--kbcc", default=TOP / "build/kbcc", type=pathlib.Path)
    ap.add_argument("--cache", default=TOP / "tests/.cache", type=pathlib.Path)
    args = ap.parse_args()
    # Other folders there are of other trees (corpus.py --dir), whose objects may be anything.
    folders = [args.cache / "corpus" / name for name in args.corpora or corpora.CORPORA]
    for who in "clang", "kbcc":
        objects = [o for f in folders for o in sorted(f.glob(f"*.{who}.o"))]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            said = list(pool.map(lambda o: one(args, o), objects))
        wrong = [(o, s) for o, s in zip(objects, said) if s]
        for o, s in wrong[:20]:
            print(f"FAIL corpus/reassemble/{o.parent.name}/{o.name}: {s}")
        if objects and not wrong:
            print(f"ok corpus/reassemble/{who}")
        elif not objects:
            print(f"FAIL corpus/reassemble/{who}: no object")
        print(f"# corpus: {len(objects) - len(wrong)} of {len(objects)} objects of {who}: the listing assembles to the same bytes, by kbcc asm and by llvm-mc")


if __name__ == "__main__":
    main()
