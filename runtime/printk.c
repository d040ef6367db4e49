/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpf_trace_printk's lines. They are a tracepoint, bpf_trace:bpf_trace_printk, of which perf events
 * or a trace instance of our own give us copies: nothing is taken from who reads trace_pipe, and no
 * tracefs need be mounted.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/insn.h"
#include "place.h"
#include "streams.h"
#include "tracefs.h"

enum { PAGES = 16, TRACE_PRINTK = 6, TRACE_VPRINTK = 177 };

struct printk {
	int map, tid; /* perf events */
	struct perf_buffer *perf;
	int pipe;        /* of the instance; -1 */
	char text[4096]; /* read from it, a line may not be whole yet */
	size_t n;
	void (*line)(void *ctx, const char *text);
	void *ctx;
};

/* As /sys/kernel/tracing/events/bpf_trace/bpf_trace_printk/format has it. */
struct record {
	struct perf_event_header header;
	uint32_t size; /* of what follows */
	uint16_t type;
	uint8_t flags, preempt;
	int32_t tid;
	uint16_t text_off, text_len; /* offset from type; with the NUL */
};

bool printk_is_used(const struct kernel *k)
{
	vec_for (p, &k->handles) {
		const struct bpf_insn *insns = bpf_program__insns(*p);

		for (size_t i = 0; insns && i < bpf_program__insn_cnt(*p); i++)
			if (insns[i].code == insn_info(INSN_CALL_HELPER)->opcode &&
				!insns[i].src_reg &&
				(insns[i].imm == TRACE_PRINTK || insns[i].imm == TRACE_VPRINTK))
				return true;
	}
	return false;
}

static enum bpf_perf_event_ret take(void *ctx, int cpu, struct perf_event_header *header)
{
	struct printk *p = ctx;
	const struct record *r = (const struct record *)header;
	const size_t start = offsetof(struct record, type);
	char text[1024];
	size_t n;

	if (header->type != PERF_RECORD_SAMPLE || header->size < sizeof(*r) ||
		(p->tid && r->tid != p->tid) || start + r->text_off > header->size)
		return LIBBPF_PERF_EVENT_CONT;
	n = min_u64(r->text_len, header->size - start - r->text_off);
	n = min_u64(n, sizeof(text) - 1);
	memcpy(text, (const char *)&r->type + r->text_off, n);
	text[n] = 0;
	n = strlen(text);
	if (n && text[n - 1] == '\n')
		text[n - 1] = 0;
	p->line(p->ctx, text);
	return LIBBPF_PERF_EVENT_CONT;
}

static const char *refusal(int err)
{
	return err == EACCES || err == EPERM
		       ? "CAP_PERFMON (perf events) and access to tracefs are needed, or"
			 " kernel.perf_event_paranoid=-1"
	       : err == ENOENT ? "this kernel has no tracepoint bpf_trace_printk (before 5.9)"
	       : err == ENODEV ? "this kernel has no tracefs"
			       : strerror(err);
}

static struct printk *new_printk(
	struct arena *a, void (*line)(void *ctx, const char *text), void *ctx)
{
	struct printk *p = arena_new(a, struct printk);

	p->map = p->pipe = -1;
	p->line = line;
	p->ctx = ctx;
	return p;
}

struct printk *printk_of_thread(struct arena *a, int tid, void (*line)(void *ctx, const char *text),
	void *ctx, const char **why)
{
	struct printk *p = new_printk(a, line, ctx);
	int id = tracefs_id("bpf_trace", "bpf_trace_printk");
	struct perf_event_attr attr = {.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = (uint64_t)id,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.wakeup_events = 1};

	p->tid = tid;
	errno = -id;
	if (id >= 0)
		p->map = bpf_map_create(BPF_MAP_TYPE_PERF_EVENT_ARRAY, "kbcc_printk", 4, 4,
			(uint32_t)libbpf_num_possible_cpus(), NULL);
	if (p->map >= 0)
		p->perf = perf_buffer__new_raw(p->map, PAGES, &attr, take, p, NULL);
	if (p->perf)
		return p;
	*why = arena_strdup(a, refusal(errno));
	printk_close(p);
	return NULL;
}

/* ---- a trace instance ---- */

static bool enable(int dir, const char *instance)
{
	char path[256];
	int fd;
	bool ok;

	snprintf(path, sizeof(path), "%s/events/bpf_trace/bpf_trace_printk/enable", instance);
	fd = openat(dir, path, O_WRONLY | O_CLOEXEC);
	ok = fd >= 0 && write(fd, "1", 1) == 1;
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool open_instance(struct printk *p, struct arena *a, struct place *place, int dir)
{
	const char *instance = arena_printf(a, "instances/kbcc-%d", (int)getpid());

	if (!place_sweep_dir(place, dir, instance) || mkdirat(dir, instance, 0700) ||
		!enable(dir, instance))
		return false;
	p->pipe = openat(
		dir, arena_printf(a, "%s/trace_pipe", instance), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return p->pipe >= 0;
}

struct printk *printk_of_all(struct arena *a, struct place *place,
	void (*line)(void *ctx, const char *text), void *ctx, const char **why)
{
	struct printk *p = new_printk(a, line, ctx);
	int dir = tracefs_open();

	errno = -dir;
	if (dir < 0 || !open_instance(p, a, place, dir))
		*why = arena_strdup(a, refusal(errno));
	if (dir >= 0)
		close(dir);
	return p->pipe >= 0 ? p : NULL;
}

/* "  bash-896 [000] d..31 123.456789: bpf_trace_printk: the text" */
static void take_lines(struct printk *p)
{
	static const char mark[] = "bpf_trace_printk: ";
	char *start = p->text, *end;

	p->text[p->n] = 0;
	while ((end = strchr(start, '\n')) != NULL) {
		char *text = strstr(start, mark);

		*end = 0;
		if (text)
			p->line(p->ctx, text + sizeof(mark) - 1);
		start = end + 1;
	}
	p->n -= (size_t)(start - p->text);
	memmove(p->text, start, p->n);
	if (p->n == sizeof(p->text) - 1) /* no line is that long */
		p->n = 0;
}

static void drain_pipe(struct printk *p)
{
	ssize_t n;

	while ((n = read(p->pipe, p->text + p->n, sizeof(p->text) - 1 - p->n)) > 0) {
		p->n += (size_t)n;
		take_lines(p);
	}
}

void printk_drain(struct printk *p)
{
	if (p->perf)
		perf_buffer__consume(p->perf);
	else
		drain_pipe(p);
}

int printk_fd(const struct printk *p)
{
	return p->perf ? perf_buffer__epoll_fd(p->perf) : p->pipe;
}

void printk_close(struct printk *p)
{
	if (!p)
		return;
	perf_buffer__free(p->perf);
	if (p->map >= 0)
		close(p->map);
	if (p->pipe >= 0)
		close(p->pipe);
	p->perf = NULL;
	p->map = p->pipe = -1;
}
