# SPDX-License-Identifier: BSD-2-Clause
"""What a corpus came to: the figures, the programs that are left, thresholds, the table.

Rows are compile.py's, loads are the runner's: object -> {program: {...}}.
"""
import math

# (key, words): what is compared over the programs that load under both.
MEASURES = (("xlated", "loaded instructions"), ("verified", "verified instructions"), ("jited", "JIT bytes"))
OUTLIERS = 8  # programs named for each measure


def geomean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else float("nan")


def pairs(rows, loads, what):
    """(kbcc, clang, name) over the programs that load under both, worst ratio first."""
    found = []
    for r in rows:
        if r["clang"]["ok"] and r["kbcc"]["ok"]:
            c, k = loads[r["clang"]["object"]], loads[r["kbcc"]["object"]]
            found += [(k[p][what], c[p][what], f"{r['name']}:{p}") for p in c
                      if p in k and c[p]["loaded"] and k[p]["loaded"] and c[p][what] and k[p][what]]
    return sorted(found, key=lambda x: x[1] / x[0])


def measure(name, rows, loads, s):
    for what, words in MEASURES:
        p = pairs(rows, loads, what)
        if not p:
            continue
        s[what] = geomean([k / c for k, c, _ in p])
        s[what + "_total"] = sum(x[0] for x in p) / sum(x[1] for x in p)
        s[what + "_worst"] = p[0][0] / p[0][1]
        s[what + "_outliers"] = [{"program": n, "kbcc": k, "clang": c} for k, c, n in p[:OUTLIERS]]
        print(f"# {name}: {words}: geomean {s[what]:.3f} x, total {s[what + '_total']:.3f} x clang, "
              f"worst {p[0][0]}/{p[0][1]} {p[0][2]} ({len(p)} programs)")


def costs(name, rows, s):
    """What the compilers took for the files that both compile."""
    both = [r for r in rows if r["clang"]["ok"] and r["kbcc"]["ok"]]
    if not both:
        return
    s["cpu"] = geomean([r["kbcc"]["cpu"] / r["clang"]["cpu"] for r in both])
    s["peak"] = geomean([r["kbcc"]["peak"] / r["clang"]["peak"] for r in both])
    print(f"# {name}: CPU time 1/{1/s['cpu']:.1f} of clang's, peak memory 1/{1/s['peak']:.1f} (geomeans over {len(both)} files)")


def left_over(rows, loads, c_loaded):
    """The programs that clang's object has loaded and ours has not, with the cause."""
    for r in rows:
        if r["clang"]["ok"] and not r["kbcc"]["ok"]:
            yield f"{r['name']}: does not compile: {r['kbcc']['error']}"
    for r, p in c_loaded:
        k = loads[r["kbcc"]["object"]].get(p) if r["kbcc"]["ok"] else None
        if r["kbcc"]["ok"] and not (k and k["loaded"]):
            where = f" at `{k['source']}`" if k and k["source"] else ""
            yield f"{r['name']}:{p} does not load{where}: {k['log'] if k else 'no such program'}"


def report(name, rows, loads):
    """Prints a corpus' lines; the figures as a dictionary."""
    cc = [r for r in rows if r["clang"]["ok"]]
    kc = [r for r in cc if r["kbcc"]["ok"]]
    c_loaded = [(r, p) for r in cc for p, v in loads[r["clang"]["object"]].items() if v["loaded"]]
    k_loaded = [(r, p) for r, p in c_loaded if r["kbcc"]["ok"] and loads[r["kbcc"]["object"]].get(p, {}).get("loaded")]
    s = {"files": len(rows), "clang_files": len(cc), "kbcc_files": len(kc), "clang_programs": len(c_loaded), "kbcc_programs": len(k_loaded)}
    print(f"# {name}: {len(rows)} files, clang compiles {len(cc)}, kbcc {len(kc)} of them; programs that load: clang {len(c_loaded)}, "
          f"kbcc {len(k_loaded)} of them")
    measure(name, rows, loads, s)
    costs(name, rows, s)
    s["left"] = list(left_over(rows, loads, c_loaded))
    for line in s["left"]:
        print(f"- {line}")
    return s


def overall(rows, loads):
    """The measures over the programs of all corpora together."""
    s = {}
    measure("all", rows, loads, s)
    costs("all", rows, s)
    return s


def check(name, s, limits):
    """An ok or a FAIL line for each threshold of the corpus."""
    shares = {"compile": s.get("kbcc_files", 0) / max(1, s.get("clang_files", 0)),
              "load": s.get("kbcc_programs", 0) / max(1, s.get("clang_programs", 0))}
    for key, least in limits.get("least", {}).items():
        got = shares.get(key, s.get(key, 0))
        print(f"ok corpus/{name}/{key}" if got >= least else f"FAIL corpus/{name}/{key}: {got:.4f}, at least {least} wanted")
    for key, most in limits.get("most", {}).items():
        good = key in s and s[key] <= most
        print(f"ok corpus/{name}/{key}" if good else f"FAIL corpus/{name}/{key}: {s.get(key)}, at most {most} wanted")


def behaviour(name, s, said):
    """The lines on how clang's and our programs behave on the same packets; what corpus_behave said."""
    told = {v: [x for x in said if x[2] == v] for v in ("same", "unstable", "differs", "idle")}
    ran = told["same"] + told["unstable"] + told["differs"]
    if not ran:
        return
    s["behave_programs"], s["behave_differ"] = len(ran), len(told["differs"])
    names = lambda l: ", ".join(f"{x[0].rsplit('/', 1)[1].split('.')[0]}:{x[1]}" for x in l)
    print(f"# {name}: behaviour: {len(ran)} programs of {len({x[0] for x in ran})} files over the same {sum(int(x[3]) for x in ran)} packets: "
          f"{len(told['differs'])} differ from clang's; {len(told['unstable'])} differ from themselves ({names(told['unstable'])}); "
          f"{len(told['idle'])} take no packet")
    for x in told["differs"]:
        print(f"- {names([x])}: {x[4]}")
    print(f"FAIL corpus/{name}/behaviour: {names(told['differs'])}" if told["differs"] else f"ok corpus/{name}/behaviour")


def markdown(summary):
    """A row a corpus, a column a figure."""
    keys = []
    for s in summary.values():
        keys += [k for k, v in s.items() if k not in keys and isinstance(v, (int, float))]
    lines = ["| corpus | " + " | ".join(keys) + " |", "|---" * (len(keys) + 1) + "|"]
    for name, s in summary.items():
        cells = [f"{s[k]:.3f}" if isinstance(s.get(k), float) else str(s.get(k, "")) for k in keys]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    for name, s in summary.items():
        if s.get("left"):
            lines += ["", f"Left in {name}:", ""] + [f"- {line}" for line in s["left"]]
    return "\n".join(lines) + "\n"
