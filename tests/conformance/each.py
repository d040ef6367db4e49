#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""One program an instruction, in bpf_conformance's form: each.py FOLDER writes FOLDER/each-NAME.data.

A program executes its instruction with a list of operands and compares with what the model below says (RFC 9669), so that
r0 is 0, or the number of the first that is wrong. What the running kernel refuses on principle (data.py's table) is in
programs of its own: shifts by an immediate not below the width, calls through a register.
"""
import pathlib
import sys

W = {32: 1 << 32, 64: 1 << 64}
VALUES = [0, 1, 2, 7, 0x7F, 0x80, 0xFF00, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x123456789ABCDEF0, 1 << 63, (1 << 63) - 1, (1 << 64) - 1]
IMMS = [0, 1, 3, 0x7F, -1, -128, 0x7FFFFFFF, -0x80000000]


def signed(v, bits):
    v &= W.get(bits, 1 << bits) - 1
    return v - (1 << bits) if v >> (bits - 1) else v


def quotient(a, b):
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


def sdiv(a, b, n):
    a, b = signed(a, n), signed(b, n)
    return quotient(a, b) if b else 0


def smod(a, b, n):
    a, b = signed(a, n), signed(b, n)
    return a - quotient(a, b) * b if b else a


ALU = {
    "add": lambda a, b, n: a + b,
    "sub": lambda a, b, n: a - b,
    "mul": lambda a, b, n: a * b,
    "div": lambda a, b, n: a // b if b else 0,
    "mod": lambda a, b, n: a % b if b else a,
    "sdiv": sdiv,
    "smod": smod,
    "or": lambda a, b, n: a | b,
    "and": lambda a, b, n: a & b,
    "xor": lambda a, b, n: a ^ b,
    "mov": lambda a, b, n: b,
    "lsh": lambda a, b, n: a << (b % n),
    "rsh": lambda a, b, n: a >> (b % n),
    "arsh": lambda a, b, n: signed(a, n) >> (b % n),
}
JUMPS = {
    "jeq": lambda a, b, n: a == b,
    "jne": lambda a, b, n: a != b,
    "jgt": lambda a, b, n: a > b,
    "jge": lambda a, b, n: a >= b,
    "jlt": lambda a, b, n: a < b,
    "jle": lambda a, b, n: a <= b,
    "jset": lambda a, b, n: a & b != 0,
    "jsgt": lambda a, b, n: signed(a, n) > signed(b, n),
    "jsge": lambda a, b, n: signed(a, n) >= signed(b, n),
    "jslt": lambda a, b, n: signed(a, n) < signed(b, n),
    "jsle": lambda a, b, n: signed(a, n) <= signed(b, n),
}


class Program:
    def __init__(self):
        self.lines, self.n = [], 0

    def say(self, *lines):
        self.lines += lines

    def case(self):
        """The number of the next comparison in r0."""
        self.n += 1
        self.say(f"mov %r0, {self.n}")

    def want(self, register, value):
        self.say(f"lddw %r9, {value % W[64]:#x}", f"jne %{register}, %r9, wrong")

    def text(self, mem=None):
        body = self.lines + ["mov %r0, 0", "wrong:", "exit"]
        return ("-- mem\n" + mem + "\n" if mem else "") + "-- asm\n" + "\n".join(body) + "\n-- result\n0x0\n"


def suffix(n):
    return "32" if n == 32 else ""


def load(p, register, v):
    p.say(f"lddw %{register}, {v % W[64]:#x}")


def alu(op, n, by_register):
    p, count = Program(), 0
    for i, a in enumerate(VALUES):
        for b in VALUES[i % 3 :: 3] if by_register else IMMS[i % 2 :: 2]:
            if not by_register and op in ("lsh", "rsh", "arsh"):
                b = (b + 5 * i) % n
            elif not by_register and op in ("div", "mod", "sdiv", "smod") and b == 0:
                continue  # the kernel refuses a division by the immediate 0
            p.case()
            load(p, "r1", a)
            load(p, "r2", b)
            p.say(f"{op}{suffix(n)} %r1, {'%r2' if by_register else b}")
            p.want("r1", ALU[op](a % W[n], b % W[n], n) % W[n])
            count += 1
    return p.text()


def jump(op, n, by_register):
    p = Program()
    for i, a in enumerate(VALUES):
        for b in [a, *VALUES[i % 3 :: 3]] if by_register else IMMS[i % 2 :: 2]:
            p.case()
            load(p, "r1", a)
            load(p, "r2", b)
            p.say("mov %r3, 1", f"{op}{suffix(n)} %r1, {'%r2' if by_register else b}, l{p.n}", "mov %r3, 0", f"l{p.n}:")
            p.want("r3", int(JUMPS[op](a % W[n], b % W[n], n)))
    return p.text()


def unary(text, model):
    p = Program()
    for v in VALUES:
        p.case()
        load(p, "r1", v)
        load(p, "r2", v)
        p.say(text)
        p.want("r1", model(v))
    return p.text()


def swapped(v, n):
    return int.from_bytes((v % (1 << n)).to_bytes(n // 8, "little"), "big")


def memory(size):
    """Loads, sign-extending loads and stores of this size, on the stack."""
    bits, letter = size * 8, {1: "b", 2: "h", 4: "w", 8: "dw"}[size]
    out = {}
    p = Program()
    for v in VALUES:
        p.case()
        load(p, "r1", 0x5A5A5A5A5A5A5A5A)
        load(p, "r2", v)
        p.say("stxdw [%r10-16], %r1", f"stx{letter} [%r10-16], %r2", f"ldx{letter} %r3, [%r10-16]", "ldxdw %r4, [%r10-16]")
        p.want("r3", v % (1 << bits))
        rest = 0x5A5A5A5A5A5A5A5A >> bits << bits if bits < 64 else 0
        p.want("r4", rest | v % (1 << bits))
        if size < 8:
            p.say(f"ldxs{letter} %r5, [%r10-16]")
            p.want("r5", signed(v, bits))
    out[f"stx{letter}"] = p.text()
    p = Program()
    for v in IMMS:
        p.case()
        p.say(f"st{letter} [%r10-8], {v}", f"ldx{letter} %r3, [%r10-8]")
        p.want("r3", v % (1 << bits))
    out[f"st{letter}"] = p.text()
    return out


ATOMICS = {
    "add": ALU["add"],
    "or": ALU["or"],
    "and": ALU["and"],
    "xor": ALU["xor"],
    "xchg": lambda a, b, n: b,
}


def atomic(op, n, fetch):
    p, letter = Program(), "w" if n == 32 else "dw"
    for i, a in enumerate(VALUES):
        b = VALUES[(3 * i + 5) % len(VALUES)]
        p.case()
        load(p, "r1", a)
        load(p, "r2", b)
        name = op if op == "xchg" else ("fetch_" if fetch else "") + op
        p.say("stxdw [%r10-8], %r1", f"lock {name}{suffix(n)} [%r10-8], %r2", "ldxdw %r3, [%r10-8]")
        p.want("r3", (a >> n << n if n == 32 else 0) | ATOMICS[op](a % W[n], b % W[n], n) % W[n])
        p.want("r2", a % W[n] if fetch else b)
    return p.text()


def cmpxchg(n):
    p = Program()
    for i, a in enumerate(VALUES):
        for expected in (a, VALUES[(i + 3) % len(VALUES)]):
            p.case()
            load(p, "r1", a)
            load(p, "r0", expected)
            same = a % W[n] == expected % W[n]
            new = (a >> n << n if n == 32 else 0) | (0x1234 if same else a % W[n])
            p.say("mov %r2, 0x1234", "stxdw [%r10-8], %r1", f"lock cmpxchg{suffix(n)} [%r10-8], %r2", "ldxdw %r3, [%r10-8]", "mov %r4, %r0", f"mov %r0, {p.n}")
            p.want("r3", new)
            p.want("r4", a % W[n])
    return p.text()


def programs():
    for n in 32, 64:
        for op in ALU:
            yield f"{op}{n}-reg", alu(op, n, True)
            yield f"{op}{n}-imm", alu(op, n, False)
        for op in JUMPS:
            yield f"{op}{n}-reg", jump(op, n, True)
            yield f"{op}{n}-imm", jump(op, n, False)
        yield f"neg{n}", unary(f"neg{suffix(n)} %r1", lambda v: -v % W[n])
        for bits in (8, 16) if n == 32 else (8, 16, 32):
            yield f"movsx{bits}{n}", unary(f"movsx{bits}{n} %r1, %r2", lambda v: signed(v, bits) % W[n])
        for op in ATOMICS:
            yield f"lock-{op}{n}-fetch", atomic(op, n, True)
            if op != "xchg":
                yield f"lock-{op}{n}", atomic(op, n, False)
        yield f"lock-cmpxchg{n}", cmpxchg(n)
    for n in 16, 32, 64:
        yield f"le{n}", unary(f"le{n} %r1", lambda v: v % (1 << n))
        yield f"be{n}", unary(f"be{n} %r1", lambda v: swapped(v, n))
        yield f"bswap{n}", unary(f"bswap{n} %r1", lambda v: swapped(v, n))
    for size in 1, 2, 4, 8:
        yield from memory(size).items()
    yield "ja", "-- asm\nmov %r0, 1\njeq %r0, 7, other\nja over\nother:\nmov %r0, 2\nover:\njeq %r0, 8, third\nja32 far\nthird:\nmov %r0, 3\nfar:\nexit\n-- result\n0x1\n"
    yield "call", "-- asm\nmov %r1, 5\ncall local double\nmov %r6, %r0\nmov %r1, %r6\ncall local double\nexit\ndouble:\nmov %r0, %r1\nadd %r0, %r1\nexit\n-- result\n0x14\n"
    yield "call-helper", "-- asm\ncall 8\nmov %r0, 3\nexit\n-- result\n0x3\n"
    # What the kernel refuses.
    yield "callx", "-- asm\nmov %r2, 8\ncall %r2\nmov %r0, 3\nexit\n-- result\n0x3\n"
    for n in 32, 64:
        for op in "lsh", "rsh", "arsh":
            p = Program()
            for by in n, n + 3, -1:
                p.case()
                load(p, "r1", 0x8123456789ABCDEF)
                p.say(f"{op}{suffix(n)} %r1, {by}")
                p.want("r1", ALU[op](0x8123456789ABCDEF % W[n], by, n) % W[n])
            yield f"{op}{n}-imm-beyond", p.text()


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("each-*.data"):
        old.unlink()
    for name, text in programs():
        (folder / f"each-{name}.data").write_text(text)


if __name__ == "__main__":
    main()
