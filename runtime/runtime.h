/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The run time's facade: ELF objects read, programs run in the embedded VM (no privileges) or in
 * the kernel (through libbpf, JIT), their maps shown. What goes wrong is a diagnostic of `ds`.
 */
#ifndef RUNTIME_RUNTIME_H
#define RUNTIME_RUNTIME_H

#include <stdio.h>

#include "base/diag.h"
#include "base/json.h"
#include "bpf/obj.h"
#include "cbpf_attach.h"
#include "cbpf_vm.h"

/*
 * Read an eBPF ELF object from memory. The image is copied. Any bytes are safe to give. NULL after
 * a diagnosed error.
 */
struct bpf_obj *runtime_read(
	struct arena *a, struct diags *ds, const char *name, const void *image, size_t size);
struct bpf_obj *runtime_read_file(struct arena *a, struct diags *ds, const char *path);

/* What is in a map, or in a section of global variables (".data", ".rodata"), from the start. */
struct run_preload {
	const char *map;
	const struct json *value; /* [{"key": ..., "value": ...}, ...]; {"variable": ...} */
};

enum run_engine { RUN_VM, RUN_KERNEL };

struct run_opts {
	enum run_engine engine;
	const char *prog;      /* load this program alone; NULL: all that load by default */
	uint32_t default_type; /* enum bpf_prog_type of programs whose section's name says none */
	bool keep_going;    /* a program that does not load is not an error: see run_prog.loaded */
	unsigned log_level; /* kernel: of the verifier's log; 0: only when a load fails */
	uint64_t max_insns; /* VM: a run's limit; 0: the default, 16 million */
	uint64_t seed, time_ns; /* VM: of random numbers and clock; 0: real ones */
	bool attach;            /* kernel: maps that ask for it are shared through bpffs */
	const char *pin_dir;    /* kernel: where; NULL: /sys/fs/bpf */
	const struct run_preload *preloads;
	uint32_t n_preloads;
	/* gets each line of bpf_trace_printk; NULL: dropped */
	void (*print)(void *ctx, const char *line);
	void *print_ctx;
};

struct run_prog {
	const char *name, *section;
	uint32_t type; /* enum bpf_prog_type */
	bool loaded;
	uint32_t insns;       /* slots in the object */
	uint32_t xlated;      /* kernel: instructions loaded */
	uint32_t verified;    /* kernel: instructions that the verifier walked */
	uint32_t jited_bytes; /* kernel: 0 when not JIT-compiled */
	const char *log;      /* kernel: verifier's log, NULL when there is none */
};

/*
 * Load an object. `obj` and, for the kernel, `image` (its ELF form) must outlive the runner. NULL
 * after a diagnosed error.
 */
struct runner *runner_open(struct arena *a, struct diags *ds, struct bpf_obj *obj,
	const void *image, size_t size, const struct run_opts *opts);
void runner_close(struct runner *r);
size_t runner_progs(const struct runner *r, const struct run_prog **progs);

/*
 * For a program type with a packet, `packet` is a whole Ethernet frame. Socket filters, XDP and tc
 * see it all, cgroup and other network-layer programs from byte 14 on. Other types get the bytes of
 * `ctx` as their context.
 */
struct run_input {
	const uint8_t *packet;
	size_t packet_len;
	const void *ctx; /* for packets: initial __sk_buff or xdp_md fields, as BPF_PROG_TEST_RUN */
	size_t ctx_len;
	uint32_t repeat; /* 0 is 1; packet and context start anew in each round, maps go on */
};
/* Bytes of the frame that programs of this type (enum bpf_prog_type) do not see: 14 or 0. */
size_t runtime_packet_skip(uint32_t type);
struct run_output {
	uint64_t retval; /* 32 bits in the kernel */
	uint8_t *packet; /* malloc'ed; NULL when there is none */
	size_t packet_len;
	uint64_t duration_ns; /* of one round, mean */
	uint64_t insns;       /* VM: executed in the last round */
	uint8_t *ctx; /* as the program left it, malloc'ed; NULL: the kernel does not tell */
	size_t ctx_len;
	uint8_t *keys; /* a flow dissector's struct bpf_flow_keys, malloc'ed; NULL: it is none */
};
/* What a run that succeeded has allocated; nothing of one that was zeroed. */
void run_output_free(struct run_output *out);
/* False after a diagnosed error: a memory fault, the instruction limit, no such program. */
bool runner_run(
	struct runner *r, const char *prog, const struct run_input *in, struct run_output *out);

/*
 * VM: what is asked before each instruction, with the machine as it is then. False ends the run,
 * and runner_run returns false without a diagnostic. NULL: nothing is asked.
 */
struct run_state {
	const uint64_t *r;                 /* r0..r10 */
	uint64_t insns;                    /* executed in this run */
	const struct obj_section *section; /* where the instruction is; NULL: nowhere */
	uint32_t insn;                     /* slot in the section */
	unsigned depth;                    /* of calls; 1: the program itself */
	const uint8_t *packet;             /* data to data_end; NULL: none */
	size_t packet_len;
};
typedef bool run_watch_fn(void *ctx, const struct run_state *s);
void runner_watch(struct runner *r, run_watch_fn *watch, void *ctx);

/* Map contents, decoded by their BTF types. JSON is one object, map names to arrays of entries. */
void runner_dump_maps(struct runner *r, FILE *f, bool json);
/* 0, or -errno. Per-CPU maps have a value of each CPU behind the other, 8-byte aligned. */
int runner_map_get(struct runner *r, const char *map, const void *key, void *value);
int runner_map_set(struct runner *r, const char *map, const void *key, const void *value);
/* Bytes of one value as runner_map_get copies it; 0: no such map. */
size_t runner_map_value_size(struct runner *r, const char *map);

/* ---- JIT images ---- */

enum { JIT_MAX_IMAGE = 64 << 20 }; /* bytes of an image from a log */

struct jit_func {
	const char *name;
	uint64_t address;
	const uint8_t *code;
	size_t size;
};
struct jit_line { /* a source line's first machine instruction */
	uint64_t address;
	const char *file, *text;
	uint32_t line, col;
};
struct jit_image {
	const uint8_t *code; /* the functions' one behind the other */
	size_t size;
	VEC(struct jit_func) funcs; /* the program, then what it calls */
	VEC(struct jit_line) lines; /* ascending by function */
	unsigned flen, pass;        /* of a log */
};
/* Of a program that the kernel has loaded; in the runner's arena. False after a diagnosed error. */
bool runner_jit(struct runner *r, const char *prog, struct jit_image *out);
/* The last image of a log ("flen= proglen= pass= image=" and "JIT code:" lines); false: none. */
bool jit_from_log(struct arena *a, const char *log, struct jit_image *out);
/* As text, with source lines; in hexadecimal where LLVM is missing. */
void jit_print(FILE *f, const struct jit_image *image, bool opcodes);

/* A capture file's packet; the bytes are good during the call. */
struct runtime_capture {
	const uint8_t *bytes;
	uint32_t caplen, len; /* bytes there are; bytes that the packet had */
	int link;             /* DLT_... */
	int64_t seconds;
	uint32_t microseconds;
};
typedef void runtime_capture_fn(void *ctx, const struct runtime_capture *packet);
/* pcap and pcapng. False after a diagnosed error. */
bool runtime_read_capture(struct diags *ds, const char *path, runtime_capture_fn *each, void *ctx);

/*
 * A context of its fields: mark=3,cb=[1,2], or JSON. *ctx is in the arena. False after a diagnosed
 * error.
 */
bool runtime_ctx_parse(struct arena *a, struct diags *ds, const struct bpf_obj *obj,
	const struct run_prog *p, const char *text, uint8_t **ctx, size_t *len);
/* A line for each field that the program changed. */
void runtime_ctx_print(FILE *f, const struct bpf_obj *obj, const struct run_prog *p,
	const struct run_input *in, const struct run_output *out);

struct run_packet { /* a frame, as a capture has it */
	const uint8_t *bytes;
	size_t len;
	int64_t seconds;
	uint32_t microseconds;
};
/* Calls `each` for every packet of a capture file; the bytes are good during the call. False after
 * a diagnosed error. */
typedef void runtime_packet_fn(void *ctx, const struct run_packet *p);
/* A capture file is written; NULL, false after a diagnosed error. */
struct pcap_out;
struct pcap_out *runtime_pcap_create(struct arena *a, struct diags *ds, const char *path);
void runtime_pcap_write(struct pcap_out *o, const struct run_packet *p);
bool runtime_pcap_close(struct diags *ds, struct pcap_out *o, const char *path);
bool runtime_read_pcap(struct diags *ds, const char *path, runtime_packet_fn *each, void *ctx);

/* "xdp", "tc": the word for a program type (enum bpf_prog_type); "unknown". */
const char *runtime_prog_type_name(uint32_t type);

/* What a kernel had to say about a program that it did not load. Strings may be NULL. */
struct refusal {
	const struct bpf_obj *obj; /* that the log is of: gives lines and columns */
	const char *prog;          /* the program's name; NULL: it is of the whole object */
	const char *file;          /* what stands for the name then */
	uint32_t type;             /* enum bpf_prog_type */
	const char *log;           /* the verifier's, level 1 or 2, of this or another kernel */
	const char *messages;      /* libbpf's, with what it says before the verifier is asked */
	int error;                 /* -errno; 0: not known */
};
/*
 * Show a refusal as an error at its source line, with notes. True when a rule knew it; otherwise
 * the kernel's words are shown as they are.
 */
bool runtime_explain(struct diags *ds, const struct refusal *r);

/*
 * The same of a saved log, of the object's program `prog` (NULL: of the one that it fits best).
 * False: it shows a refusal, or is none of a program of the object (diagnosed). True: the log ends
 * with a program that was taken.
 */
bool runtime_explain_log(
	struct diags *ds, const struct bpf_obj *obj, const char *prog, const char *log);

/* The verifier's verdict on one program. */
struct verdict {
	struct run_prog prog; /* loaded: it was taken; closed again */
	int error;            /* 0, or -errno */
	bool explained;       /* refused, and a rule knew why */
	uint32_t states;      /* that the verifier kept */
	const char *stack;    /* bytes of each function, "16+0+240"; "": not known */
};
struct verdicts {
	VEC(struct verdict) v;
};
/*
 * Load each program of the object alone, and nothing stays. Refusals are explained; they are no
 * failure of the call. Uses opts' prog, default_type and log_level: 0, or 1 or 2 for the log of
 * every program. False after a diagnosed error: no such program, not permitted, libbpf cannot open
 * it.
 */
bool runtime_verify(struct arena *a, struct diags *ds, const struct bpf_obj *obj, const void *image,
	size_t size, const struct run_opts *opts, struct verdicts *out);

struct attach_opts {
	const char *prog;   /* this program alone; NULL: all */
	const char *where;  /* interface, tracepoint, BINARY:FUNCTION, ...: attach.def; NULL */
	const char *netns;  /* a name of ip-netns(8), a path, "new"; NULL: where we are */
	const char *cgroup; /* a path, "new"; NULL: none */
	const char *pin_dir;
	char **command; /* NULL-terminated; it runs in both, and its end is the end; NULL: none */
	int pid;        /* uprobes, perf events, sockets: of this process; 0: all */
	unsigned for_ms, interval_ms; /* 0: until a signal; at the end (a terminal: 1 s) */
	bool replace, generic, json;
	bool clsact; /* tc: a filter of a clsact qdisc also where there are tcx links */
	const struct run_preload *preloads;
	uint32_t n_preloads;
};
struct attach_result {
	int command_status; /* as wait(2) gives it; -1: there was no command, or it was ended */
	uint64_t records;   /* shown */
};
/*
 * Load and attach an object's programs, show their maps and records on stdout, detach. Returns
 * after SIGINT, SIGTERM, SIGHUP, the time, or the command's end. False after a diagnosed error.
 * Nothing stays, however the process ends, but what --pin asked for.
 */
bool runtime_attach(struct arena *a, struct diags *ds, const struct bpf_obj *obj, const void *image,
	size_t size, const struct attach_opts *opts, struct attach_result *result);

/* The kernel's programs and maps, of whoever's. */
enum kernel_objects { KERNEL_MAPS, KERNEL_PROGS };
enum kobj_by { KOBJ_ID, KOBJ_NAME, KOBJ_TAG, KOBJ_PINNED };
struct kobj_ref {
	enum kobj_by by;
	uint32_t id;
	const char *text; /* as it was said; a name, tag or path */
};
struct kobj_words { /* a key or a value: one word by its type, or bytes */
	char **v;
	unsigned n;
};
enum map_verb { MAP_LOOKUP, MAP_DELETE, MAP_UPDATE, MAP_UPDATE_NEW, MAP_UPDATE_OLD };
/* To stdout; ref NULL: all. These are false after a diagnosed error. */
bool runtime_kobj_list(struct arena *a, struct diags *ds, enum kernel_objects kind,
	const struct kobj_ref *ref, bool json);
bool runtime_kobj_pin(struct arena *a, struct diags *ds, enum kernel_objects kind,
	const struct kobj_ref *ref, const char *path);
bool runtime_prog_dump(struct arena *a, struct diags *ds, const struct kobj_ref *ref, bool json);
bool runtime_map_dump(struct arena *a, struct diags *ds, const struct kobj_ref *ref, bool json);
bool runtime_map_entry(struct arena *a, struct diags *ds, const struct kobj_ref *ref,
	enum map_verb verb, const struct kobj_words *key, const struct kobj_words *value,
	bool json);

/* Diagnose that this process may not do `what`: what it lacks, and how to get it. */
void runtime_explain_privileges(struct diags *ds, const char *what);

/* -mcpu=probe: the newest instruction set, 1..4, that the running kernel takes; 1 when bpf(2) is
 * not permitted. */
unsigned runtime_probe_cpu(void);

/* Both can be asked beforehand: bpf(2) is permitted; the running kernel's JIT is on. */
bool runtime_kernel_available(void);
bool runtime_jit_enabled(void);

#endif
