#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compile real BPF programs with clang and with kbcc, load each into the running kernel, compare.

    corpus.py [--kbcc K] [--cc CLANG] [--runner R] [--cache D] [--json F] [--markdown F] [CORPUS...]
    corpus.py --dir D --flags F          any tree: every *.bpf.c (or *.c) below D

A corpus is a row of CORPORA: where its sources are and what flags they take. Programs are loaded one by one and
attached to nothing. Prints "ok", "FAIL" lines for the thresholds (see THRESHOLDS) and "# " lines with the figures.
"""
import argparse
import concurrent.futures
import json
import math
import os
import pathlib
import resource
import shlex
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
TREE = "linux-source-6.1"
COMPILE_SECONDS = 60
# name: (folder, glob, excluded, flags); {tree} {inc} {selftests} are filled in
CORPORA = {
    "selftests": ("{tree}/tools/testing/selftests/bpf/progs", "*.c", (),
                  "-D__TARGET_ARCH_x86 -I{inc} -I{selftests} -I{tree}/tools/include/uapi -I{tree}/tools/testing/selftests/bpf/progs "
                  "-idirafter /usr/include/x86_64-linux-gnu"),
}
# corpus: (least share of clang's files compiled, least share of clang's loaded programs loaded, most geomean
# of loaded instructions, of verified instructions, of JIT bytes). They only get stricter.
THRESHOLDS = json.loads((pathlib.Path(__file__).parent / "thresholds.json").read_text())


def prepare(cache):
    """The kernel's sources, libbpf's generated header and vmlinux.h."""
    tree, inc = cache / TREE, cache / "corpus-include"
    if not (tree / ".corpus").exists():
        parts = ["tools/testing/selftests/bpf", "tools/lib/bpf", "tools/include", "samples/bpf", "scripts/bpf_doc.py"]
        subprocess.run(["tar", "-C", cache, "-xJf", f"/usr/src/{TREE}.tar.xz"] + [f"{TREE}/{p}" for p in parts], check=True)
        (tree / ".corpus").touch()
    (inc / "bpf").mkdir(parents=True, exist_ok=True)
    for h in (tree / "tools/lib/bpf").glob("*.h"):
        (inc / "bpf" / h.name).write_bytes(h.read_bytes())
    with open(inc / "bpf/bpf_helper_defs.h", "w") as f:
        subprocess.run([sys.executable, tree / "scripts/bpf_doc.py", "--header", "--file", tree / "tools/include/uapi/linux/bpf.h"],
                       stdout=f, check=True)
    with open(inc / "vmlinux.h", "w") as f:
        subprocess.run(["bpftool", "btf", "dump", "file", "/sys/kernel/btf/vmlinux", "format", "c"], stdout=f, check=True)
    return {"tree": tree, "inc": inc, "selftests": tree / "tools/testing/selftests/bpf"}


def bound():
    """A compiler that hangs is killed, not waited for."""
    resource.setrlimit(resource.RLIMIT_CPU, (COMPILE_SECONDS, COMPILE_SECONDS))


def run_timed(argv):
    """(exit status, last error line, CPU seconds, peak KiB)"""
    p = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", preexec_fn=bound)
    err = p.stderr.read()
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    lines = [l for l in err.splitlines() if "error" in l or "check failed" in l] or err.splitlines()[-1:]
    return p.returncode, (lines or [""])[0][:300], usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def compile_both(args, src, flags, out):
    name = src.name.removesuffix(".c").removesuffix(".bpf")
    row = {"file": str(src), "name": name}
    for who, cc in (("clang", args.cc), ("kbcc", args.kbcc)):
        obj = out / f"{name}.{who}.o"
        obj.unlink(missing_ok=True)
        status, err, cpu, peak = run_timed([cc, "-g", "-O2", "-target", "bpf", "-mcpu=v3", "-w", *flags, "-c", str(src), "-o", str(obj)])
        row[who] = {"ok": status == 0 and obj.exists(), "error": err, "cpu": cpu, "peak": peak, "object": str(obj)}
    return row


def load_all(args, objects):
    """object -> {program: {loaded, xlated, verified, jited, log}}"""
    result = {o: {} for o in objects}
    for i in range(0, len(objects), 16):
        p = subprocess.run([args.runner, *objects[i:i + 16]], capture_output=True, text=True, errors="replace")
        for line in p.stdout.splitlines():
            part = line.split("\t")
            if len(part) >= 8:
                result[part[0]][part[1]] = {"section": part[2], "loaded": part[3] == "loaded", "xlated": int(part[4]),
                                            "verified": int(part[5]), "jited": int(part[6]), "log": part[7]}
    return result


def geomean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else float("nan")


def ratios(rows, loads, what):
    """(geomean, total ratio, worst) of kbcc over clang, over programs that load under both."""
    pairs = []
    for r in rows:
        if not (r["clang"]["ok"] and r["kbcc"]["ok"]):
            continue
        c, k = loads[r["clang"]["object"]], loads[r["kbcc"]["object"]]
        pairs += [(k[p][what], c[p][what], f"{r['name']}:{p}") for p in c
                  if p in k and c[p]["loaded"] and k[p]["loaded"] and c[p][what] and k[p][what]]
    if not pairs:
        return None
    worst = max(pairs, key=lambda x: x[0] / x[1])
    return geomean([k / c for k, c, _ in pairs]), sum(p[0] for p in pairs) / sum(p[1] for p in pairs), worst, len(pairs)


def report(name, rows, loads, summary):
    cc = [r for r in rows if r["clang"]["ok"]]
    kc = [r for r in cc if r["kbcc"]["ok"]]
    c_loaded = [(r, p) for r in cc for p, v in loads[r["clang"]["object"]].items() if v["loaded"]]
    k_loaded = [(r, p) for r, p in c_loaded if r["kbcc"]["ok"] and loads[r["kbcc"]["object"]].get(p, {}).get("loaded")]
    s = {"files": len(rows), "clang_files": len(cc), "kbcc_files": len(kc), "clang_programs": len(c_loaded), "kbcc_programs": len(k_loaded)}
    print(f"# {name}: {len(rows)} files, clang compiles {len(cc)}, kbcc {len(kc)} of them; programs that load: clang {len(c_loaded)}, "
          f"kbcc {len(k_loaded)} of them")
    for what, label in (("xlated", "loaded instructions"), ("verified", "verified instructions"), ("jited", "JIT bytes")):
        got = ratios(rows, loads, what)
        if got:
            g, total, worst, n = got
            s[what] = g
            print(f"# {name}: {label}: geomean {g:.3f} x, total {total:.3f} x clang, worst {worst[0]}/{worst[1]} {worst[2]} ({n} programs)")
    if kc:
        s["cpu"] = geomean([r["kbcc"]["cpu"] / r["clang"]["cpu"] for r in kc])
        s["peak"] = geomean([r["kbcc"]["peak"] / r["clang"]["peak"] for r in kc])
        print(f"# {name}: CPU time 1/{1/s['cpu']:.1f} of clang's, peak memory 1/{1/s['peak']:.1f} (geomeans)")
    summary[name] = s
    for r in cc:
        if not r["kbcc"]["ok"]:
            print(f"- {r['name']}: does not compile: {r['kbcc']['error']}")
    for r, p in c_loaded:
        k = loads[r["kbcc"]["object"]].get(p) if r["kbcc"]["ok"] else None
        if r["kbcc"]["ok"] and not (k and k["loaded"]):
            print(f"- {r['name']}:{p} does not load: {k['log'] if k else 'no such program'}")
    return s


def check(name, s):
    limits = THRESHOLDS.get(name)
    if not limits:
        return
    shares = {"compile": s["kbcc_files"] / max(1, s["clang_files"]), "load": s["kbcc_programs"] / max(1, s["clang_programs"])}
    for key, least in limits.get("least", {}).items():
        good = shares[key] >= least
        print(f"{'ok' if good else 'FAIL'} corpus/{name}/{key}{'' if good else f': {shares[key]:.4f}, at least {least} wanted'}")
    for key, most in limits.get("most", {}).items():
        good = key in s and s[key] <= most
        print(f"{'ok' if good else 'FAIL'} corpus/{name}/{key}{'' if good else f': {s.get(key)}, at most {most} wanted'}")


def progress(done, total):
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}/{total}" + ("\n" if done == total else ""))


def corpus(args, name, sources, flags, summary, details):
    out = args.cache / "corpus" / name
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for row in pool.map(lambda s: compile_both(args, s, flags, out), sources):
            rows.append(row)
            progress(len(rows), len(sources))
    objects = [r[w]["object"] for r in rows for w in ("clang", "kbcc") if r[w]["ok"]]
    chunks = [objects[i::args.jobs] for i in range(args.jobs)]
    loads = {}
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for part in pool.map(lambda c: load_all(args, c), chunks):
            loads.update(part)
    s = report(name, rows, loads, summary)
    details[name] = {"rows": rows, "loads": loads}
    check(name, s)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("corpora", nargs="*")
    a.add_argument("--kbcc", default=str(TOP / "build/kbcc"))
    a.add_argument("--cc", default="clang-19")
    a.add_argument("--runner", default=str(TOP / "build/corpus_runner"))
    a.add_argument("--cache", type=pathlib.Path, default=TOP / "tests/.cache")
    a.add_argument("--json")
    a.add_argument("--markdown")
    a.add_argument("--dir", type=pathlib.Path)
    a.add_argument("--flags", default="")
    a.add_argument("--match", default="", help="only files whose names contain this")
    a.add_argument("--jobs", type=int, default=os.cpu_count())
    args = a.parse_args()
    args.cache.mkdir(parents=True, exist_ok=True)
    summary, details = {}, {}
    if args.dir:
        sources = sorted(args.dir.rglob("*.bpf.c")) or sorted(args.dir.rglob("*.c"))
        corpus(args, args.dir.name, [s for s in sources if args.match in s.name], shlex.split(args.flags), summary, details)
    else:
        places = prepare(args.cache)
        for name in args.corpora or CORPORA:
            folder, glob, excluded, flags = CORPORA[name]
            sources = sorted(p for p in pathlib.Path(folder.format(**places)).glob(glob) if p.name not in excluded and args.match in p.name)
            corpus(args, name, sources, shlex.split(flags.format(**places)), summary, details)
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps({"summary": summary, "details": details}, indent=1))
    if args.markdown:
        keys = sorted({k for s in summary.values() for k in s})
        lines = ["| corpus | " + " | ".join(keys) + " |", "|---" * (len(keys) + 1) + "|"]
        lines += [f"| {n} | " + " | ".join(f"{s[k]:.3f}" if isinstance(s.get(k), float) else str(s.get(k, "")) for k in keys) + " |"
                  for n, s in summary.items()]
        pathlib.Path(args.markdown).write_text("\n".join(lines) + "\n")


resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
main()
