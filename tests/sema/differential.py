#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Constant expressions and verdicts beside clang's.

    differential.py KBCC WORKDIR [SEED [ROUNDS]]

1. Random constant expressions: clang's values and types, read from its LLVM IR, are asserted in a file that kbcc checks.
2. The programs of tests/exec with a few tokens changed: both compilers accept, or both refuse.
Prints "ok" or "FAIL" lines; a program that differs is kept in WORKDIR.
"""
import pathlib
import random
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
KBCC, WORK = sys.argv[1], pathlib.Path(sys.argv[2])
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
ROUNDS = int(sys.argv[4]) if len(sys.argv) > 4 else 300
CLANG = ["clang-19", "-target", "bpf", "-w"]

LEAVES = ["0", "1", "2", "7", "31", "-1", "3u", "0x7fffffff", "0x80000000", "0xffffffffu", "5l", "-9l", "0xffffffffffffffff",
          "0x7fffffffffffffff", "1ull", "'a'", "'\\xff'", "A", "B", "C", "sizeof(int)", "k", "(char)-3", "(short)-2", "(_Bool)2",
          "(unsigned char)250", "(unsigned short)65535", "1.5", "2.25f", "\"abc\"[1]", "__builtin_constant_p(3)", "(__int128)1"]
TYPES = ["char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long", "unsigned long", "_Bool",
         "long long", "unsigned long long", "__int128", "unsigned __int128", "enum e"]
PRELUDE = "enum e { A, B = 5, C = -3 }; const int k = 11;\n"


def expression(r, depth):
    if depth == 0 or r.random() < 0.1:
        return r.choice(LEAVES)
    a, b, c = (lambda: expression(r, depth - 1)), (lambda: expression(r, depth - 1)), (lambda: expression(r, depth - 1))
    kind = r.randrange(12)
    if kind < 5:
        return f"({a()} {r.choice(['+', '-', '*', '&', '|', '^', '/', '%'])} {b()})"
    if kind == 5:
        return f"({a()} {r.choice(['<<', '>>'])} ({b()} & 15))"
    if kind == 6:
        return f"({a()} {r.choice(['<', '>', '<=', '>=', '==', '!='])} {b()})"
    if kind == 7:
        return f"({a()} {r.choice(['&&', '||'])} {b()})"
    if kind == 8:
        return f"({r.choice(['-', '~', '!', '+'])}{a()})"
    if kind == 9:
        return f"({a()} ? {b()} : {c()})"
    if kind == 10:
        return r.choice([f"__builtin_popcountll({a()})", f"__builtin_bswap32({a()})", f"__builtin_expect({a()}, 1)", f"({a()} ?: {b()})",
                         f"__builtin_bswap64({a()})", f"(int)sizeof({a()})", f"__builtin_ffsll({a()})"])
    return f"(({r.choice(TYPES)}){a()})"


def accepts(cmd, path):
    p = subprocess.run(cmd + ["-fsyntax-only", str(path)], capture_output=True, text=True, errors="replace")
    return p.returncode == 0, p.stderr


def constants():
    """Those that clang takes, with its value, size and signedness; then what kbcc says of them."""
    r = random.Random(SEED)
    wanted = [expression(r, 4) for _ in range(ROUNDS * 4)]
    src = WORK / "constants.c"
    src.write_text(PRELUDE + "\n".join(f"long v{i} = (long)({e}); int s{i} = sizeof({e}); int n{i} = (__typeof__({e}))-1 < 1;"
                                       for i, e in enumerate(wanted)))
    err = subprocess.run(CLANG + ["-fsyntax-only", "-ferror-limit=0", str(src)], capture_output=True, text=True).stderr
    bad = {int(m[1]) - 2 for m in re.finditer(r"constants\.c:(\d+):\d+: error", err)}
    good = [i for i in range(len(wanted)) if i not in bad]
    src.write_text(PRELUDE + "\n".join(f"long v{i} = (long)({wanted[i]}); int s{i} = sizeof({wanted[i]}); "
                                       f"int n{i} = (__typeof__({wanted[i]}))-1 < 1;" for i in good))
    ir = subprocess.run(CLANG + ["-S", "-emit-llvm", "-o", "-", str(src)], capture_output=True, text=True).stdout
    value = {m[1]: int(m[2]) for m in re.finditer(r"^@([vsn]\d+) = .*global i\d+ (-?\d+)", ir, re.M)}
    check = WORK / "asserts.c"
    check.write_text(PRELUDE + "\n".join(
        f"_Static_assert((long)({wanted[i]}) == (long){value[f'v{i}']}ull && sizeof({wanted[i]}) == {value[f's{i}']} && "
        f"((__typeof__({wanted[i]}))-1 < 1) == {value[f'n{i}']}, \"\");".replace("(long)-", "(long)-") for i in good))
    ok, err = accepts([KBCC, "-w", "-ferror-limit=0"], check)
    if ok:
        print(f"ok sema/constants\n# sema/constants: {len(good)} random constant expressions have clang's value and type")
    else:
        print(f"FAIL sema/constants: {[l for l in err.splitlines() if 'error' in l][:1]} ({check})")


TOKEN = re.compile(r"\s+|[A-Za-z_]\w*|\d\w*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|->|\+\+|--|<<=?|>>=?|[=!<>]=|&&|\|\||.")
EXTRA = ["(", ")", "{", "}", "[", "]", ";", ",", "*", "&", "sizeof", "struct", "int", "case", "default:", "?", ":", "=", "...", "0", "1u",
         "\"s\"", "typedef", "static", "({", "})", "return", "typeof", "void", "-1", "&&", "enum", "->", ".", "const", "unsigned", "!", "~",
         "__attribute__((unused))", "__builtin_bswap32", "(char)", "(void *)", "goto", "if", "else", "while", "extern"]


def mutate(r, text):
    toks = TOKEN.findall(text)
    for _ in range(r.randint(1, 2)):
        k, j = r.randrange(len(toks)), r.randrange(len(toks))
        op = r.randrange(5)
        if op == 0:
            del toks[k]
        elif op == 1:
            toks.insert(k, " " + r.choice(EXTRA) + " ")
        elif op == 2:
            toks[k] = " " + r.choice(EXTRA) + " "
        elif op == 3:
            toks[k], toks[j] = toks[j], toks[k]
        else:
            toks[k:k] = toks[j:j + r.randint(1, 12)]
    return "".join(toks)


def verdicts():
    r = random.Random(SEED)
    programs = sorted((TOP / "tests/exec").glob("*.c"))
    src = WORK / "mutated.c"
    same = accepted = different = 0
    for i in range(ROUNDS):
        src.write_text(mutate(r, r.choice(programs).read_text()))
        inc = f"-I{TOP}/tests/exec"
        c, cerr = accepts(CLANG + [inc], src)
        k, kerr = accepts([KBCC, "-w", inc], src)
        if not k and "error" not in kerr:
            different += 1
            print(f"FAIL sema/verdicts: kbcc fails without saying why: {src.rename(WORK / f'silent{SEED}_{i}.c')}")
        elif c != k:
            different += 1
            why = next((l for l in (cerr + kerr).splitlines() if "error" in l), "")
            print(f"FAIL sema/verdicts: clang {'accepts' if c else 'refuses'}, kbcc not so: {src.rename(WORK / f'differs{SEED}_{i}.c')}: {why}")
        else:
            same += 1
            accepted += c
    if not different:
        print("ok sema/verdicts")
    print(f"# sema/verdicts: {same} of {ROUNDS} changed programs have clang's verdict ({accepted} are accepted)")


WORK.mkdir(parents=True, exist_ok=True)
constants()
verdicts()
