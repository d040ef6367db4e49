#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compile real BPF programs with clang and with kbcc, load each into the running kernel, compare.

    corpus.py [--kbcc K] [--cc CLANG] [--cache D] [--json F] [--markdown F] [--match TEXT] [CORPUS...]
    corpus.py --dir D --flags F          any tree: every *.bpf.c (or *.c) below D

The corpora are in corpora.py. Programs are loaded one by one and attached to nothing. Prints "ok" and "FAIL" lines for the
thresholds (thresholds.json; they only get stricter), "# " lines with the figures and "- " lines for what is left.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import resource
import shlex
import subprocess
import sys

import corpora
import report

TOP = pathlib.Path(__file__).resolve().parents[2]
COMPILE_SECONDS = 60
ROUNDS = 2  # of each compiler; the least counts
MEASURE = str(TOP / "build/bench_runner")
THRESHOLDS = json.loads((pathlib.Path(__file__).parent / "thresholds.json").read_text())


class Progress:
    """A bar on a terminal, nothing elsewhere."""

    def __init__(self, what, total):
        self.what, self.total, self.done = what, total, 0

    def step(self, n=1):
        self.done += n
        if sys.stderr.isatty():
            filled = 40 * self.done // max(1, self.total)
            sys.stderr.write(f"\r{self.what:24} [{'#' * filled}{'.' * (40 - filled)}] {self.done}/{self.total}")
            sys.stderr.write("\n" if self.done >= self.total else "")


def run_timed(argv):
    """(exit status, first error line, CPU seconds, peak KiB); children included. A compiler that hangs is killed."""
    p = subprocess.run([MEASURE, str(ROUNDS), str(COMPILE_SECONDS), *argv], capture_output=True, text=True, errors="replace")
    status, us, kib = map(int, p.stdout.split())
    err = p.stderr.splitlines()
    lines = [l for l in err if "error" in l or "check failed" in l] or err[-1:]
    return status, (lines or [""])[0][:300], us / 1e6, kib


def clang_command(args, native, flags, src, obj):
    if not native:
        return [args.cc, "-g", "-O2", "-target", "bpf", "-mcpu=v3", "-w", *flags, "-c", src, "-o", obj]
    suffix = args.cc.removeprefix("clang")
    front = [args.cc, "-nostdlibinc", "-g", "-O2", "-w", "-fno-asynchronous-unwind-tables", "-emit-llvm", "-Xclang", "-disable-llvm-passes",
             *flags, "-c", src, "-o", "-"]
    return ["bash", "-c", f"set -o pipefail; {shlex.join(front)} | opt{suffix} -O2 -mtriple=bpf-pc-linux | "
            f"llc{suffix} -march=bpf -mcpu=v3 -filetype=obj -o {shlex.quote(obj)}"]


def kbcc_command(args, native, flags, src, obj):
    machine = ["-nostdinc", "-isystem", "<kbcc>", "-D__x86_64__", "-D__linux__"] if native else []
    return [args.kbcc, "-g", "-O2", "-mcpu=v3", "-w", *machine, *flags, "-c", src, "-o", obj]


def compile_both(args, native, flags, src, name, out):
    row = {"file": str(src), "name": name}
    for who, command in (("clang", clang_command), ("kbcc", kbcc_command)):
        obj = out / f"{name}.{who}.o"
        obj.unlink(missing_ok=True)
        status, err, cpu, peak = run_timed(command(args, native, flags, str(src), str(obj)))
        row[who] = {"ok": status == 0 and obj.exists(), "error": err, "cpu": cpu, "peak": peak, "object": str(obj)}
    return row


def link(rows, library):
    """Every object becomes one with the library's of the same compiler in it."""
    base = next((r for r in rows if r["name"] == library), None)
    for r in rows:
        for who in ("clang", "kbcc"):
            if r is base or not base or not (r[who]["ok"] and base[who]["ok"]):
                continue
            whole = r[who]["object"].removesuffix(".o") + ".linked.o"
            p = subprocess.run(["bpftool", "gen", "object", whole, r[who]["object"], base[who]["object"]], capture_output=True, text=True)
            r[who].update({"object": whole, "ok": p.returncode == 0, "error": "link: " + (p.stderr.strip() or p.stdout.strip())[-300:]})


def load_all(args, objects, progress):
    """object -> {program: what the runner says of it}. An object the runner dies of is refused as a whole."""
    result = {}
    for o in objects:
        p = subprocess.run([args.runner, o], capture_output=True, text=True, errors="replace")
        result[o] = {}
        for line in p.stdout.splitlines():
            part = line.split("\t")
            result[o][part[1]] = {"section": part[2], "loaded": part[3] == "loaded", "xlated": int(part[4]), "verified": int(part[5]),
                                  "jited": int(part[6]), "seconds": float(part[7]), "source": part[8], "log": part[9]}
        if p.returncode:
            result[o]["-"] = {"section": "-", "loaded": False, "xlated": 0, "verified": 0, "jited": 0, "seconds": 0, "source": "",
                              "log": f"the runner ended with {p.returncode}: {p.stderr[-200:]}"}
        progress.step()
    return result


def behave_all(args, pairs, cpu, progress):
    """What corpus_behave says of each pair of objects: [(clang's object, program, verdict, packets, what differs)]"""
    said = []
    for c, k in pairs:
        p = subprocess.run([args.behave, str(cpu), c, k], capture_output=True, text=True, errors="replace")
        said += [tuple(line.split("\t")) for line in p.stdout.splitlines()]
        if p.returncode:
            said.append((c, "-", "differs", "0", f"the runner ended with {p.returncode}: {p.stderr[-200:]}"))
        progress.step()
    return said


def in_two(args, work, items):
    """work(part, its number) over as many parts of items as there are jobs, at once."""
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        return list(pool.map(work, [items[i::args.jobs] for i in range(args.jobs)], range(args.jobs)))


def count_once(rows, loads, library):
    """The library's programs are in every object that is linked with it: the first one's count."""
    base = next((r for r in rows if r["name"] == library), None)
    first = {}
    for r in rows:
        for who in ("clang", "kbcc"):
            o = r[who]["object"]
            if r is not base and base and base[who]["object"] in loads and o in loads:
                shared = loads[base[who]["object"]]
                keep = first.setdefault(who, o) == o
                loads[o] = {p: v for p, v in loads[o].items() if keep or p not in shared}


def behaving(rows, loads):
    """The pairs of objects that both have a program loaded."""
    both = [r for r in rows if r["clang"]["ok"] and r["kbcc"]["ok"]]
    return [(r["clang"]["object"], r["kbcc"]["object"]) for r in both
            if any(v["loaded"] and loads[r["kbcc"]["object"]].get(p, {}).get("loaded") for p, v in loads[r["clang"]["object"]].items())]


def corpus(args, name, sources, root, flags, native=False, library=""):
    """(summary, details) of one corpus; the last two as in corpora.Corpus"""
    out = args.cache / "corpus" / name
    out.mkdir(parents=True, exist_ok=True)
    progress = Progress(f"{name}: compile", len(sources))

    def one(src):
        row = compile_both(args, native, flags, src, str(src.relative_to(root)).removesuffix(".c").removesuffix(".bpf").replace("/", "-"), out)
        progress.step()
        return row

    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        rows = list(pool.map(one, sources))
    if library:
        link(rows, library)
    objects = [r[w]["object"] for r in rows for w in ("clang", "kbcc") if r[w]["ok"]]
    progress2 = Progress(f"{name}: load", len(objects))
    loads = {}
    for part in in_two(args, lambda part, _: load_all(args, part, progress2), objects):
        loads.update(part)
    if library:
        count_once(rows, loads, library)
    s = report.report(name, rows, loads)
    report.check(name, s, THRESHOLDS.get(name, {}))
    pairs = behaving(rows, loads)
    progress3 = Progress(f"{name}: behave", len(pairs))
    said = [x for part in in_two(args, lambda part, i: behave_all(args, part, i % os.cpu_count(), progress3), pairs) for x in part]
    report.behaviour(name, s, said)
    return s, {"rows": rows, "loads": loads, "behaviour": said}


def arguments():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("corpora", nargs="*", help="of " + " ".join(corpora.CORPORA) + "; none: all")
    a.add_argument("--kbcc", default=str(TOP / "build/kbcc"))
    a.add_argument("--cc", default="clang-19")
    a.add_argument("--runner", default=str(TOP / "build/corpus_runner"))
    a.add_argument("--behave", default=str(TOP / "build/corpus_behave"))
    a.add_argument("--cache", type=pathlib.Path, default=TOP / "tests/.cache")
    a.add_argument("--json", type=pathlib.Path)
    a.add_argument("--markdown", type=pathlib.Path)
    a.add_argument("--dir", type=pathlib.Path)
    a.add_argument("--flags", default="")
    a.add_argument("--match", default="", help="only files whose names contain this")
    a.add_argument("--jobs", type=int, default=2)
    args = a.parse_args()
    for n in args.corpora:
        if n not in corpora.CORPORA:
            a.error(f"no corpus '{n}'; there are {' '.join(corpora.CORPORA)}")
    if args.dir and not args.dir.is_dir():
        a.error(f"{args.dir} is not a folder")
    return args


def main():
    args = arguments()
    args.cache.mkdir(parents=True, exist_ok=True)
    summary, details = {}, {}
    if args.dir:
        root = args.dir.resolve()
        found = sorted(root.rglob("*.bpf.c")) or sorted(root.rglob("*.c"))
        found = [s for s in found if args.match in s.name]
        if not found:
            sys.exit(f"{root} holds no C file{' that matches' if args.match else ''}")
        summary[root.name], details[root.name] = corpus(args, root.name, found, root, shlex.split(args.flags))
    else:
        names = args.corpora or list(corpora.CORPORA)
        places = corpora.prepare(args.cache, args.cc, names)
        for name in names:
            c = corpora.CORPORA[name]
            found = corpora.sources(c, places, args.match)
            root = pathlib.Path(c.folder.format(**places))
            if not found and not args.match:
                print(f"FAIL corpus/{name}: no sources in {root}")
            if found:
                summary[name], details[name] = corpus(args, name, found, root, corpora.flags(c, places), c.native, c.library)
    if len(details) > 1:
        rows = [r for d in details.values() for r in d["rows"]]
        summary["all"] = report.overall(rows, {o: v for d in details.values() for o, v in d["loads"].items()})
        if not args.match:
            report.check("all", summary["all"], THRESHOLDS.get("all", {}) if len(details) == len(corpora.CORPORA) else {})
    if args.json:
        args.json.write_text(json.dumps({"summary": summary, "details": details}, indent=1))
    if args.markdown:
        args.markdown.write_text(report.markdown(summary))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
