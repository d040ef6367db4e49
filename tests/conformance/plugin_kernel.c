/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpf_conformance's plugin for the running kernel; see plugin.h. The memory is the value of an
 * array map of one element, r0 goes to another's; the program runs by BPF_PROG_TEST_RUN, nothing is
 * attached.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <unistd.h>

#include "bpf/insn.h"
#include "plugin.h"

enum { LOG_SIZE = 1 << 20, CALLER = 12 };

static int make_map(const char *name, size_t size)
{
	return bpf_map_create(BPF_MAP_TYPE_ARRAY, name, 4, (uint32_t)size, 1, NULL);
}

/*
 *	r1 = memory; r2 = its length
 *	call main
 *	r1 = result; *(u64 *)(r1 + 0) = r0
 *	r0 = 0; exit
 */
static size_t caller(struct bpf_insn *p, int memory, size_t len, int result)
{
	size_t n = 0;

	if (memory >= 0)
		insn_make_wide(INSN_LDDW_MAP_VALUE, 1, (uint32_t)memory, p);
	else
		insn_make_wide(INSN_LDDW, 1, 0, p);
	n += 2;
	p[n++] = insn_make(INSN_MOV64_K, 2, 0, 0, (int32_t)len);
	p[n++] = insn_make(INSN_CALL_FN, 0, 0, 0, 5);
	insn_make_wide(INSN_LDDW_MAP_VALUE, 1, (uint32_t)result, p + n);
	n += 2;
	p[n++] = insn_make(INSN_STXDW, 1, 0, 0, 0);
	p[n++] = insn_make(INSN_MOV64_K, 0, 0, 0, 0);
	p[n++] = insn_make(INSN_EXIT, 0, 0, 0, 0);
	return n;
}

static int load(const struct bpf_insn *code, size_t n)
{
	char *log = calloc(1, LOG_SIZE);
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = LOG_SIZE);
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "conformance", "GPL", code, n, &opts);

	if (fd < 0)
		fprintf(stderr, "%sthe kernel refuses the program: %s\n", log ? log : "",
			strerror(-fd));
	free(log);
	return fd;
}

static bool run(int fd, int result, uint64_t *r0)
{
	uint8_t packet[64] = {0};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet),
		.repeat = 1);
	uint32_t key = 0;
	int err = bpf_prog_test_run_opts(fd, &opts);

	if (!err)
		err = bpf_map_lookup_elem(result, &key, r0);
	if (err)
		fprintf(stderr, "the program cannot be run: %s\n", strerror(-err));
	return !err;
}

int main(int argc, char **argv)
{
	struct bpf_insn *code;
	struct plugin p;
	uint64_t r0 = 0;
	uint32_t key = 0;
	size_t n;
	int memory = -1, result, fd = -1;
	bool ok;

	if (!plugin_input(&p, argc, argv))
		return 1;
	if (p.memory_len) {
		memory = make_map("memory", p.memory_len);
		if (memory >= 0)
			bpf_map_update_elem(memory, &key, p.memory, 0);
	}
	result = make_map("result", 8);
	ok = result >= 0 && (memory >= 0 || !p.memory_len);
	if (!ok)
		fprintf(stderr, "the kernel makes no map: %s\n", strerror(errno));
	code = arena_array(&p.arena, struct bpf_insn, CALLER + p.program_len / 8);
	n = caller(code, memory, p.memory_len, result);
	for (size_t i = 0; i < p.program_len; i += 8)
		code[n++] = insn_decode(p.program + i, false);
	fd = ok ? load(code, n) : -1;
	ok = fd >= 0 && run(fd, result, &r0);
	if (ok)
		printf("%" PRIx64 "\n", r0);
	close(fd);
	close(result);
	close(memory);
	arena_free(&p.arena);
	return !ok;
}
