/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * corpus_behave CPU A.o B.o [A.o B.o]...: A is clang's object of a file, B is ours. On that CPU,
 *each program of theirs that the kernel can run over a packet (XDP, tc, socket filter, cgroup skb,
 *lwt, flow dissector) is loaded from both, fresh, and runs over the same packets, in step: first
 *with the maps as they are at the start, then with maps and variables filled alike. Return value,
 *packet, context and error must be the same after each packet, what maps and variables hold after
 *each round.
 *
 * A program may ask for the time or for random numbers, or read what is left on the stack. So where
 *a difference is found, A runs beside itself, COPIES times, and what differs there is not counted;
 *such programs are "unstable", and named.
 *
 * A line a program, tab-separated:
 *
 *	A.o  program  same|unstable|differs|idle|unloaded  packets  what differs, or why not
 *
 * idle: the kernel refused every packet for both. unloaded: one of the two did not load. All
 *happens in a network namespace of its own, where there is nothing but a loopback device.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "packets.h"
#include "prepare.h"
#include "snapshot.h"

enum { ROUNDS = 2, COPIES = 3, OUT_MAX = 1 << 14, CTX_MAX = 256, RUN_SECONDS = 3 };

/* What a program made of a packet. */
struct outcome {
	int error;
	uint32_t value, n, nctx;
	uint8_t data[OUT_MAX], ctx[CTX_MAX];
};

struct side {
	struct bpf_object *o;
	struct bpf_program *p;
	struct outcome out;
	struct snapshot snap;
};

/* What differs between two sides: by packet of a round, and by name of an item. */
struct differences {
	bool packet[ROUNDS][PACKET_COUNT];
	char items[ITEMS_MAX][ITEM_NAME];
	unsigned nitems;
	char first[512]; /* in words; empty: none */
	unsigned packets, ran;
};

static bool runnable(const struct bpf_program *p)
{
	switch (bpf_program__type(p)) {
	case BPF_PROG_TYPE_XDP:
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SCHED_ACT:
	case BPF_PROG_TYPE_SOCKET_FILTER:
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_LWT_IN:
	case BPF_PROG_TYPE_LWT_OUT:
	case BPF_PROG_TYPE_LWT_XMIT:
	case BPF_PROG_TYPE_LWT_SEG6LOCAL:
	case BPF_PROG_TYPE_FLOW_DISSECTOR: return true;
	default: return false;
	}
}

/* Slot i of each program array that the object leaves empty holds the i-th program. */
static void fill_program_arrays(struct bpf_object *o)
{
	struct bpf_map *m;
	struct bpf_program *p;

	bpf_object__for_each_map(m, o)
	{
		uint32_t i = 0;

		if (bpf_map__type(m) != BPF_MAP_TYPE_PROG_ARRAY)
			continue;
		bpf_object__for_each_program(p, o)
		{
			int fd = bpf_program__fd(p);

			if (fd >= 0 && i < bpf_map__max_entries(m))
				bpf_map_update_elem(bpf_map__fd(m), &i, &fd, BPF_NOEXIST);
			i++;
		}
	}
}

/* Opens and loads the program alone, or with all others of the file that can run. */
static bool load(struct side *s, const char *path, const char *name, bool whole)
{
	struct bpf_program *p;

	s->o = bpf_object__open_file(path, NULL);
	s->p = s->o ? bpf_object__find_program_by_name(s->o, name) : NULL;
	if (!s->p) {
		bpf_object__close(s->o);
		return false;
	}
	prepare_object(s->o);
	bpf_object__for_each_program(p, s->o) bpf_program__set_autoload(
		p, p == s->p || (whole && runnable(p) && bpf_program__autoload(p)));
	if (bpf_object__load(s->o) || bpf_program__fd(s->p) < 0) {
		bpf_object__close(s->o);
		return false;
	}
	fill_program_arrays(s->o);
	return true;
}

static bool load_both(struct side s[2], const char *paths[2], const char *name, bool whole)
{
	if (!load(&s[0], paths[0], name, whole))
		return false;
	if (load(&s[1], paths[1], name, whole))
		return true;
	bpf_object__close(s[0].o);
	return false;
}

static bool takes_skb_context(const struct bpf_program *p)
{
	return bpf_program__type(p) != BPF_PROG_TYPE_XDP &&
	       bpf_program__type(p) != BPF_PROG_TYPE_FLOW_DISSECTOR;
}

/* Every third packet comes with a mark, a priority and something in cb[], or with metadata before
 * it for XDP. */
static void run(struct side *s, const struct packet *packet, unsigned index)
{
	struct outcome *r = &s->out;
	struct __sk_buff skb = {
		.mark = index % 5, .priority = index % 7, .cb = {index % 2, 1, 2, 3, index}};
	struct xdp_md xdp = {.data = 8, .data_end = (uint32_t)packet->n};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet->data,
		.data_size_in = (uint32_t)packet->n, .data_out = r->data, .data_size_out = OUT_MAX,
		.repeat = 1);

	memset(r, 0, sizeof(*r));
	if (index % 3 == 2 && takes_skb_context(s->p)) {
		opts.ctx_in = &skb;
		opts.ctx_size_in = sizeof(skb);
	} else if (index % 3 == 2 && bpf_program__type(s->p) == BPF_PROG_TYPE_XDP &&
		   packet->n > 30) {
		opts.ctx_in = &xdp;
		opts.ctx_size_in = sizeof(xdp);
	}
	if (opts.ctx_in) {
		opts.ctx_out = r->ctx;
		opts.ctx_size_out = CTX_MAX;
	}
	r->error = bpf_prog_test_run_opts(bpf_program__fd(s->p), &opts);
	r->value = opts.retval;
	r->n = r->error ? 0 : opts.data_size_out;
	r->nctx = r->error ? 0 : opts.ctx_size_out;
}

static void compare_packets(
	struct differences *d, const struct side s[2], unsigned round, unsigned index)
{
	const struct outcome *a = &s[0].out, *b = &s[1].out;
	const char *what = NULL;

	if (a->error != b->error)
		what = "error";
	else if (a->value != b->value)
		what = "return value";
	else if (a->n != b->n)
		what = "length of the packet";
	else if (memcmp(a->data, b->data, a->n))
		what = "packet";
	else if (a->nctx != b->nctx || memcmp(a->ctx, b->ctx, a->nctx))
		what = "context";
	d->packets++;
	d->ran += !a->error;
	if (!what)
		return;
	d->packet[round][index] = true;
	if (!d->first[0])
		snprintf(d->first, sizeof(d->first),
			"%s after packet %u of round %u: %d %d, %u %u bytes", what, index, round,
			a->error ? a->error : (int)a->value, b->error ? b->error : (int)b->value,
			a->n, b->n);
}

static void compare_items(struct differences *d, const struct side s[2], unsigned round)
{
	for (unsigned i = 0; i < s[0].snap.n; i++) {
		const struct item *a = &s[0].snap.items[i], *b = snapshot_find(&s[1].snap, a->name);

		/* A variable that only one of them keeps is not seen by the program. */
		if (!b || (a->hash == b->hash && a->entries == b->entries))
			continue;
		if (d->nitems < ITEMS_MAX)
			memcpy(d->items[d->nitems++], a->name, ITEM_NAME);
		if (!d->first[0])
			snprintf(d->first, sizeof(d->first),
				"%s after round %u: %u %u entries, first %#llx %#llx", a->name,
				round, a->entries, b->entries, (unsigned long long)a->first,
				(unsigned long long)b->first);
	}
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Both sides in step over all packets, in all rounds. False when one does not load. */
static bool compare(
	struct differences *d, struct side s[2], const char *paths[2], const char *name, bool whole)
{
	double begun = now();
	struct packet packet;

	memset(d, 0, sizeof(*d));
	if (!load_both(s, paths, name, whole) && (!whole || !load_both(s, paths, name, false)))
		return false;
	for (unsigned round = 0; round < ROUNDS; round++) {
		if (round)
			snapshot_fill(s[0].o, s[1].o, round * 0x9e3779b97f4a7c15ull);
		for (unsigned i = 0; i < PACKET_COUNT && now() - begun < RUN_SECONDS; i++) {
			packet_make(&packet, i);
			run(&s[0], &packet, i);
			run(&s[1], &packet, i);
			compare_packets(d, s, round, i);
		}
		snapshot_take(&s[0].snap, s[0].o);
		snapshot_take(&s[1].snap, s[1].o);
		compare_items(d, s, round);
	}
	bpf_object__close(s[0].o);
	bpf_object__close(s[1].o);
	return true;
}

static bool has_item(const struct differences *d, const char *name)
{
	for (unsigned i = 0; i < d->nitems; i++)
		if (!strcmp(d->items[i], name))
			return true;
	return false;
}

/* a has a difference that b has not. */
static bool more_than(const struct differences *a, const struct differences *b)
{
	for (unsigned r = 0; r < ROUNDS; r++)
		for (unsigned i = 0; i < PACKET_COUNT; i++)
			if (a->packet[r][i] && !b->packet[r][i])
				return true;
	for (unsigned i = 0; i < a->nitems; i++)
		if (!has_item(b, a->items[i]))
			return true;
	return false;
}

static void merge(struct differences *to, const struct differences *from)
{
	for (unsigned r = 0; r < ROUNDS; r++)
		for (unsigned i = 0; i < PACKET_COUNT; i++)
			to->packet[r][i] |= from->packet[r][i];
	for (unsigned i = 0; i < from->nitems && to->nitems < ITEMS_MAX; i++)
		if (!has_item(to, from->items[i]))
			memcpy(to->items[to->nitems++], from->items[i], ITEM_NAME);
}

struct work {
	struct side s[2];
	struct differences ours, own, one;
};

/* "same", or what there is to say of what differs. */
static const char *judge(struct work *w, const char *paths[2], const char *name, bool whole)
{
	const char *same[2] = {paths[0], paths[0]};

	if (!compare(&w->ours, w->s, paths, name, whole))
		return "unloaded";
	if (!w->ours.first[0])
		return w->ours.ran ? "same" : "idle";
	memset(&w->own, 0, sizeof(w->own));
	for (int i = 0; i < COPIES && more_than(&w->ours, &w->own); i++)
		if (compare(&w->one, w->s, same, name, whole))
			merge(&w->own, &w->one);
	return more_than(&w->ours, &w->own) ? "differs" : "unstable";
}

static bool has_program_array(struct bpf_object *o)
{
	struct bpf_map *m;

	bpf_object__for_each_map(m, o) if (bpf_map__type(m) == BPF_MAP_TYPE_PROG_ARRAY) return true;
	return false;
}

static void behave(struct work *w, const char *paths[2])
{
	struct bpf_object *o = bpf_object__open_file(paths[0], NULL);
	struct bpf_program *p;

	if (!o)
		return;
	prepare_object(o);
	bpf_object__for_each_program(p, o)
	{
		if (!runnable(p))
			continue;
		memset(&w->ours, 0, sizeof(w->ours));
		const char *verdict = judge(w, paths, bpf_program__name(p), has_program_array(o));

		printf("%s\t%s\t%s\t%u\t%s\n", paths[0], bpf_program__name(p), verdict,
			w->ours.packets, w->ours.first);
		fflush(stdout);
	}
	bpf_object__close(o);
}

static int quiet(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	(void)level;
	(void)fmt;
	(void)ap;
	return 0;
}

/* A network namespace of our own with its loopback up, and one CPU to run on, for programs that
 * ask. */
static bool settle(unsigned number)
{
	struct ifreq r = {.ifr_name = "lo"};
	cpu_set_t cpu;
	int s = unshare(CLONE_NEWNET) ? -1 : socket(AF_INET, SOCK_DGRAM, 0);

	if (s < 0)
		return false;
	r.ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING;
	bool up = !ioctl(s, SIOCSIFFLAGS, &r);

	close(s);
	CPU_ZERO(&cpu);
	CPU_SET(number, &cpu);
	return up && !sched_setaffinity(0, sizeof(cpu), &cpu);
}

int main(int argc, char **argv)
{
	struct work *w = calloc(1, sizeof(*w));

	libbpf_set_print(quiet);
	if (argc < 2 || !w || !settle((unsigned)atoi(argv[1]))) {
		perror("corpus_behave: CPU, a network namespace");
		return 1;
	}
	for (int i = 2; i + 1 < argc; i += 2)
		behave(w, (const char *[2]){argv[i], argv[i + 1]});
	free(w);
	return 0;
}
