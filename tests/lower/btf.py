#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""btf.py A.o B.o: prints what the BTF of one object describes and that of the other does not, ids aside."""
import json
import subprocess
import sys

NAMED = ("STRUCT", "UNION", "FWD", "ENUM", "ENUM64", "TYPEDEF", "INT", "FLOAT")


def load(path):
    text = subprocess.run(["bpftool", "-j", "btf", "dump", "file", path, "format", "raw"], capture_output=True, text=True, check=True).stdout
    return {t["id"]: t for t in json.loads(text)["types"]}


def describe(types, i, depth=0):
    """A type by its name, or by what it is made of."""
    if i == 0:
        return "void"
    t = types[i]
    kind, name = t["kind"], t["name"]
    if kind in NAMED and name != "(anon)":
        return f"{kind}:{name}"
    if depth > 6:
        return kind
    if "type_id" in t:
        count = f"[{t['nr_elems']}]" if "nr_elems" in t else ""
        return f"{kind}{'' if name == '(anon)' else name}{count}({describe(types, t['type_id'], depth + 1)})"
    if "members" in t:
        return kind + "{" + ",".join(m["name"] for m in t["members"]) + "}"
    if "params" in t:
        params = ",".join(describe(types, p["type_id"], depth + 1) for p in t["params"])
        return f"{kind}({params})->{describe(types, t['ret_type_id'], depth + 1)}"
    return kind + name


def canonical(types):
    out = set()
    for t in types.values():
        kind, name = t["kind"], t["name"]
        if kind == "DATASEC":
            out.add(f"DATASEC {name} {sorted(types[v['type_id']]['name'] for v in t['vars'])}")
        elif "members" in t:
            members = [(m["name"], describe(types, m["type_id"]), m["bits_offset"], m.get("bitfield_size")) for m in t["members"]]
            out.add(f"{kind} {name} size {t['size']} {members}")
        elif "values" in t:
            out.add(f"{kind} {name} size {t['size']} {t.get('encoding')} {[(v['name'], v['val']) for v in t['values']]}")
        elif "params" in t:
            out.add(f"{kind} {[(p['name'], describe(types, p['type_id'])) for p in t['params']]} -> {describe(types, t['ret_type_id'])}")
        elif kind == "DECL_TAG":
            out.add(f"DECL_TAG {name} of {types[t['type_id']]['name']} component {t['component_idx']}")
        else:
            rest = {k: describe(types, v) if k == "type_id" else v for k, v in t.items() if k not in ("id", "kind", "name", "index_type_id")}
            out.add(f"{kind} {name} {sorted(rest.items())}")
    return out


a, b = (canonical(load(p)) for p in sys.argv[1:3])
for line in sorted(a - b):
    print("only here:", line)
for line in sorted(b - a):
    print("missing:", line)
sys.exit(a != b)
