#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Include arrows point down (docs/architecture.md, section 1). Prints ok/FAIL lines, one a folder."""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
# folder -> folders it may include from, libraries it may use; "facade" folders export one header
MAY = {
    "base": (set(), set()),
    "bpf": ({"base"}, {"linux/", "bpf/btf.h", "elf.h", "pcap/"}),
    "ir": ({"base"}, set()),
    "frontend": ({"base", "bpf", "ir"}, {"bpf/btf.h", "linux/"}),
    "backend": ({"base", "bpf", "ir"}, {"bpf/", "linux/", "gelf.h", "libelf.h", "elf.h"}),
    "asm": ({"base", "bpf"}, {"pcap/", "pcap.h", "linux/"}),
    "runtime": ({"base", "bpf"}, {"bpf/", "linux/", "gelf.h", "libelf.h", "elf.h", "pcap/", "pcap.h", "llvm-c/"}),
    "driver": ({"base", "bpf", "ir", "frontend", "backend", "asm", "runtime", "kbcc"}, None),
}
FACADE = {"frontend": "frontend/frontend.h", "backend": "backend/backend.h", "asm": "asm/asm.h",
          "runtime": "runtime/runtime.h"}
LIBRARY = re.compile(r"^(bpf/(btf|libbpf|bpf|libbpf_.*|bpf_.*)\.h|linux/|gelf\.h|libelf\.h|elf\.h|pcap|llvm-c/)")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)


def complaints(folder):
    may, libraries = MAY[folder]
    for path in sorted((TOP / folder).rglob("*")):
        if path.suffix not in (".c", ".h", ".def", ".l", ".y"):
            continue
        rel = path.relative_to(TOP)
        for quote, name in INCLUDE.findall(path.read_text()):
            if quote == "<":
                if LIBRARY.match(name) and libraries is not None and not any(name.startswith(l) for l in libraries):
                    yield f"{rel} includes <{name}>, which {folder} may not use"
                continue
            if "/" not in name:
                continue  # same folder, or generated
            target = name.split("/")[0]
            if target == folder:
                # a sub-folder names its own folder's headers in full
                if (path.parent / pathlib.Path(name).name).exists() and path.parent == TOP / pathlib.Path(name).parent:
                    yield f'{rel} includes "{name}": a same-folder include is bare'
            elif target not in may:
                yield f'{rel} includes "{name}": no arrow from {folder} to {target}'
            elif target in FACADE and name != FACADE[target]:
                yield f'{rel} includes "{name}" past the facade {FACADE[target]}'


bad = 0
for folder in MAY:
    found = list(complaints(folder))
    bad += len(found)
    for what in found:
        print(f"FAIL lint/includes: {what}")
    if not found:
        print(f"ok lint/includes/{folder}")
sys.exit(bad != 0)
