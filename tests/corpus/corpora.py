# SPDX-License-Identifier: BSD-2-Clause
"""The corpora: where the programs are and how their own tree compiles them.

A corpus is a row of CORPORA. To add one: a row, and what it needs below prepare(). All that is installed is Debian packages
(tests/corpus/run names them); nothing is written outside the cache folder.
"""
import dataclasses
import pathlib
import re
import shlex
import subprocess
import sys

TREE = "linux-source-6.1"
# Parts of the kernel's tree that are unpacked.
PARTS = ("tools/testing/selftests/bpf", "tools/lib/bpf", "tools/include", "tools/bpf/runqslower", "tools/bpf/bpftool/skeleton",
         "tools/perf/util/bpf_skel", "samples/bpf", "scripts/bpf_doc.py")
SYSTEM = "-idirafter /usr/include/x86_64-linux-gnu"


@dataclasses.dataclass(frozen=True)
class Corpus:
    """folder: of the sources, globs: those in it, flags: for both compilers; {places} are filled in.
    native: the sources see the headers of the machine itself (the kernel's own, for x86), as samples/bpf/Makefile has it:
    clang compiles for the machine, then opt and llc make BPF of its bitcode.
    library: the file whose object every other one is linked with (bpftool gen object) before it is loaded."""
    folder: str
    globs: tuple
    flags: str
    native: bool = False
    library: str = ""


CORPORA = {
    "selftests": Corpus("{tree}/tools/testing/selftests/bpf/progs", ("*.c",),
                        "-D__TARGET_ARCH_x86 -I{inc} -I{selftests} -I{tree}/tools/include/uapi -I{selftests}/progs " + SYSTEM),
    "samples": Corpus("{tree}/samples/bpf", ("*_kern.c",),
                      "{kernel} -fno-stack-protector -I{gen} -I{selftests} -I{inc} -D__KERNEL__ -D__BPF_TRACING__ -D__TARGET_ARCH_x86 "
                      "-I{tree}/samples/bpf -include {tree}/samples/bpf/asm_goto_workaround.h " + SYSTEM, native=True),
    "samples-core": Corpus("{tree}/samples/bpf", ("*.bpf.c",),
                           "-D__TARGET_ARCH_x86 -I{inc} -I{tree}/samples/bpf -I{tree}/tools/include " + SYSTEM, library="xdp_sample"),
    "perf": Corpus("{tree}/tools/perf/util/bpf_skel", ("*.bpf.c",), "-I{inc} -I{tree}/tools/include/uapi " + SYSTEM),
    "tools": Corpus("{tree}/tools/bpf", ("*/*.bpf.c", "*/*/*.bpf.c"), "-I{inc} -I{tree}/tools/include/uapi " + SYSTEM),
}


def unpack(cache):
    """The parts of the kernel's tree, once for each list of parts."""
    tree, mark = cache / TREE, cache / TREE / ".corpus"
    if not mark.exists() or mark.read_text() != "\n".join(PARTS):
        subprocess.run(["tar", "-C", cache, "-xJf", f"/usr/src/{TREE}.tar.xz"] + [f"{TREE}/{p}" for p in PARTS], check=True)
        mark.write_text("\n".join(PARTS))
    return tree


def write_headers(tree, inc):
    """libbpf's headers of that tree, with the one that is generated, and vmlinux.h of the running kernel."""
    (inc / "bpf").mkdir(parents=True, exist_ok=True)
    for h in (tree / "tools/lib/bpf").glob("*.h"):
        (inc / "bpf" / h.name).write_bytes(h.read_bytes())
    with open(inc / "bpf/bpf_helper_defs.h", "w") as f:
        subprocess.run([sys.executable, tree / "scripts/bpf_doc.py", "--header", "--file", tree / "tools/include/uapi/linux/bpf.h"],
                       stdout=f, check=True)
    with open(inc / "vmlinux.h", "w") as f:
        subprocess.run(["bpftool", "btf", "dump", "file", "/sys/kernel/btf/vmlinux", "format", "c"], stdout=f, check=True)


def kernel_flags():
    """What kbuild calls LINUXINCLUDE, from package linux-headers-amd64; empty when it is not installed."""
    common = sorted(pathlib.Path("/usr/src").glob("linux-headers-6.1*-common"))
    arch = sorted(pathlib.Path("/usr/src").glob("linux-headers-6.1*-amd64"))
    if not common or not arch:
        return ""
    c, a = common[-1], arch[-1]
    folders = (c / "arch/x86/include", a / "arch/x86/include/generated", c / "include", a / "include", c / "arch/x86/include/uapi",
               a / "arch/x86/include/generated/uapi", c / "include/uapi", a / "include/generated/uapi")
    return " ".join([f"-I{d}" for d in folders] + [f"-include {c}/include/linux/{h}.h" for h in ("compiler-version", "kconfig")])


def write_syscall_numbers(tree, gen, cc, kernel):
    """syscall_nrs.h, as samples/bpf/Makefile makes it: constants that a compiler prints into its assembly."""
    gen.mkdir(parents=True, exist_ok=True)
    p = subprocess.run([cc, "-nostdlibinc", "-w", "-O2", *shlex.split(kernel), "-D__KERNEL__", "-S", "-o", "-",
                        str(tree / "samples/bpf/syscall_nrs.c")], capture_output=True, text=True, check=True)
    found = re.findall(r'->(\w+) \$?(\d+)', p.stdout)
    (gen / "syscall_nrs.h").write_text("".join(f"#define {name} {value}\n" for name, value in found))


def prepare(cache, cc, names):
    """The folders that CORPORA's rows name, filled."""
    tree, inc, gen = unpack(cache), cache / "corpus-include", cache / "corpus-generated"
    write_headers(tree, inc)
    kernel = kernel_flags()
    if kernel and any(CORPORA[n].native for n in names):
        write_syscall_numbers(tree, gen, cc, kernel)
    return {"tree": tree, "inc": inc, "gen": gen, "kernel": kernel, "selftests": tree / "tools/testing/selftests/bpf"}


def sources(corpus, places, match):
    folder = pathlib.Path(corpus.folder.format(**places))
    return sorted(p for g in corpus.globs for p in folder.glob(g) if match in p.name)


def flags(corpus, places):
    return shlex.split(corpus.flags.format(**places))
