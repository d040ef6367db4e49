#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Run test files of bpf_conformance's form through the assembler and a plugin.

    data.py [--kbcc K] [--plugin P]... [--negative] FILE...

A file's parts begin with "-- asm" (a program in the conformance dialect), "-- raw" (its instructions as 64-bit numbers, or bytes),
"-- mem" (hexadecimal bytes), "-- result" (r0), "-- error" (the program is to be refused). Each program is also listed in
each dialect and assembled again. With --negative the files are to fail: they do not assemble, are refused, or give another
result. Prints "ok", "FAIL" lines.
"""
import argparse
import pathlib
import re
import struct
import subprocess
import tempfile

DIALECTS = ("llvm", "binutils", "conformance")


def parse(path):
    parts, part = {}, None
    for line in path.read_text().splitlines():
        line = line.split("#")[0].rstrip()
        m = re.match(r"-- *(.*)$", line)
        if m:
            word = m[1].split()[0] if m[1] else ""
            part = word if word in ("asm", "raw", "mem", "result", "error") else "?"
            parts.setdefault(part, [])
        elif part and line.strip():
            parts[part].append(line)
    return parts


def run(*argv, **kw):
    return subprocess.run([str(a) for a in argv], capture_output=True, text=True, errors="replace", timeout=60, **kw)


def assemble(kbcc, text, dialect, tmp):
    src = pathlib.Path(tmp) / "t.s"
    src.write_text(text)
    return run(kbcc, "asm", "--ebpf", f"--dialect={dialect}", "--hex", src)


def program(kbcc, parts, tmp):
    """(hexadecimal, error)"""
    if "raw" in parts:
        words = " ".join(parts["raw"]).split()
        code = b"".join(struct.pack("<Q", int(w, 0)) if w.startswith("0x") else bytes([int(w, 16)]) for w in words)
        return code.hex(" "), None
    text = "\n".join(parts.get("asm", []))
    # the suite's assembler: the first exit is the label "exit" where a program has none of its own
    if re.search(r"\bexit$", re.sub(r"(?m)^\s*exit\s*$", "", text), re.M) and not re.search(r"(?m)^exit:", text):
        text = re.sub(r"(?m)^\s*exit\s*$", "exit: exit", text, count=1)
    p = assemble(kbcc, text, "conformance", tmp)
    return p.stdout.strip(), p.stderr or None


def round_trips(kbcc, code, tmp):
    for d in DIALECTS:
        text = run(kbcc, "disasm", "--asm", "--hex", f"--dialect={d}", code)
        again = assemble(kbcc, text.stdout, d, tmp)
        if text.returncode or again.stdout.strip() != code:
            return f"the {d} listing does not assemble to the same: {again.stderr[:200]}"
    return None


REFUSED = "refused, as it is to be"
# What the kernel refuses on principle, by its verifier's words, and why: no failure, but named.
PRINCIPLES = [
    (r"invalid shift -?\d+", "shifts by an immediate that is not below the width"),
    (r"unknown opcode 8d", "calls through a register"),
]


class Unavailable(Exception):
    """The kernel refuses the program on principle: (why, the verifier's words)."""


def refusal(plugin, said):
    """What a plugin says instead of a result, as short as can be."""
    for words, why in PRINCIPLES:
        m = re.search(words, said)
        if m and plugin.name.endswith("_kernel"):
            raise Unavailable(why, m[0])
    lines = [line for line in said.strip().splitlines() if not line.startswith("processed ")]
    return f"{plugin.name}: " + "; ".join(lines[-2:])[:200] if lines else f"{plugin.name}: no message"


def check(kbcc, plugins, path, tmp):
    parts = parse(path)
    code, error = program(kbcc, parts, tmp)
    refused = "result" not in parts
    if error:
        return REFUSED if refused else "does not assemble: " + error.splitlines()[0]
    wrong = round_trips(kbcc, code, tmp)
    if wrong:
        return wrong
    memory = "".join(" ".join(parts.get("mem", [])).split())
    for plugin in plugins:
        p = run(plugin, *([memory] if memory else []), input=code + "\n")
        if refused:
            if p.returncode == 0 or not p.stderr:
                return f"{plugin.name} runs it, result {p.stdout.strip()}"
            return REFUSED
        elif p.returncode:
            return refusal(plugin, p.stderr)
        elif int(p.stdout, 16) != int(parts["result"][-1].strip(), 0) % 2**64:
            return f"{plugin.name}: r0 is 0x{p.stdout.strip()}, expected {parts['result'][-1].strip()}"
    return None


def main():
    top = pathlib.Path(__file__).resolve().parents[2]
    ap = argparse.ArgumentParser()
    ap.add_argument("--kbcc", default=top / "build/kbcc", type=pathlib.Path)
    ap.add_argument("--plugin", action="append", default=[], type=pathlib.Path)
    ap.add_argument("--negative", action="store_true")
    ap.add_argument("files", nargs="+", type=pathlib.Path)
    args = ap.parse_args()
    unavailable = {}
    with tempfile.TemporaryDirectory() as tmp:
        for path in args.files:
            try:
                wrong = check(args.kbcc, args.plugin or [top / "build/conformance_plugin"], path, tmp)
            except Unavailable as e:
                unavailable.setdefault(e.args[0], []).append(f"{path.stem} ({e.args[1]})")
                continue
            if args.negative:
                wrong = None if wrong else "passes"
            elif wrong == REFUSED:
                wrong = None
            print(f"FAIL conformance/{path.stem}: {wrong}" if wrong else f"ok conformance/{path.stem}")
    for why, names in unavailable.items():
        print(f"# conformance: {len(names)} of {len(args.files)} programs the kernel refuses, {why}: {', '.join(names)}")


if __name__ == "__main__":
    main()
