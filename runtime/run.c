/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs run by BPF_PROG_TEST_RUN, and the kernel's maps read and shown. */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/prog.h"
#include "kernel.h"
#include "kmap.h"
#include "packet.h"
#include "streams.h"

enum { GROW = 4096, ENOTSUPP_ = 524 }; /* a packet's growth allowed; the kernel's own ENOTSUPP */

/* ---- what programs sent ---- */

static void keep_record(void *ctx, const struct kmap *m, const void *data, size_t size)
{
	struct kernel *k = ctx;
	struct kernel_record r = {m->name, arena_dup(k->arena, data, size), size};

	vec_push(k->arena, &k->records, r);
}

/* Before the first run. False after a diagnosed error. */
static bool watch(struct kernel *k)
{
	struct stream_sink sink = {k, keep_record, NULL};
	const char *why = NULL;

	if (k->watched)
		return k->streams;
	k->watched = true;
	/* Ring buffers keep their records themselves until they are dumped. */
	k->streams = streams_open(k, false, sink);
	if (k->opts.print && printk_is_used(k))
		k->printk = printk_of_thread(
			k->arena, gettid(), k->opts.print, k->opts.print_ctx, &why);
	if (why)
		diag(k->ds, DIAG_NO_PRINTK, 0, why);
	return k->streams;
}

/* Each run's, at once: the buffers are small. */
static void drain(struct kernel *k)
{
	if (k->streams)
		streams_drain(k->streams);
	if (k->printk)
		printk_drain(k->printk);
}

void kernel_unwatch(struct kernel *k)
{
	streams_close(k->streams);
	printk_close(k->printk);
	k->streams = NULL;
	k->printk = NULL;
}

/* ---- runs ---- */

struct test {
	struct bpf_test_run_opts opts;
	uint8_t *in, *out; /* malloc'ed */
	uint8_t *ctx;      /* malloc'ed: what the kernel writes */
	size_t skip;       /* bytes before the packet as the caller sees it, in both */
};

/*
 * BPF_PROG_TEST_RUN cuts the Ethernet header off for socket filters, which on a real packet socket
 * see it: they get their frame behind a copy of its header.
 */
static bool give_packet(
	struct kernel *k, struct test *t, enum packet_layer layer, const struct run_input *in)
{
	if (in->packet_len < PACKET_ETH || in->packet_len > PACKET_MAX) {
		diag(k->ds, DIAG_PACKET_SIZE, 0, PACKET_ETH, PACKET_MAX);
		return false;
	}
	t->skip = layer == PACKET_SOCK ? PACKET_ETH : 0;
	t->in = malloc(t->skip + in->packet_len);
	t->out = malloc(t->skip + in->packet_len + GROW);
	if (!t->in || !t->out)
		ICE("out of memory");
	memcpy(t->in, in->packet, t->skip);
	memcpy(t->in + t->skip, in->packet, in->packet_len);
	t->opts.data_in = t->in;
	t->opts.data_size_in = (uint32_t)(t->skip + in->packet_len);
	t->opts.data_out = t->out;
	t->opts.data_size_out = (uint32_t)(t->skip + in->packet_len + GROW);
	t->opts.repeat = (int)(in->repeat ? in->repeat : 1);
	return true;
}

/* xdp_md must name the packet's end; a program of SEC("syscall") writes what it is given. */
static void give_ctx(struct test *t, uint32_t type, const struct run_input *in)
{
	size_t size = in->ctx_len ? in->ctx_len : sizeof(struct __sk_buff);
	bool in_place = type == BPF_PROG_TYPE_SYSCALL;
	struct xdp_md *xdp;

	t->ctx = calloc(1, align_up(size, 8) + sizeof(struct __sk_buff));
	if (!t->ctx)
		ICE("out of memory");
	if (in->ctx_len) {
		memcpy(t->ctx, in->ctx, in->ctx_len);
		t->opts.ctx_in = t->ctx;
		t->opts.ctx_size_in = (uint32_t)in->ctx_len;
	}
	xdp = (struct xdp_md *)t->ctx;
	if (type == BPF_PROG_TYPE_XDP && in->ctx_len >= sizeof(*xdp) && !xdp->data_end)
		xdp->data_end = (uint32_t)in->packet_len;
	if (in_place || type == BPF_PROG_TYPE_RAW_TRACEPOINT ||
		(type == BPF_PROG_TYPE_XDP && !in->ctx_len) ||
		(packet_layer(type) == PACKET_NONE && !in->ctx_len))
		return;
	t->opts.ctx_out = t->ctx;
	t->opts.ctx_size_out = (uint32_t)size;
}

static void take_ctx(struct test *t, uint32_t type, struct run_output *out)
{
	bool in_place = type == BPF_PROG_TYPE_SYSCALL;

	if (!t->opts.ctx_out && !in_place)
		return;
	out->ctx = t->ctx;
	out->ctx_len = in_place ? t->opts.ctx_size_in : t->opts.ctx_size_out;
	t->ctx = NULL;
}

static void take_packet(struct test *t, enum packet_layer layer, struct run_output *out)
{
	size_t skip = layer == PACKET_L3 ? PACKET_ETH : t->skip;
	size_t n = t->opts.data_size_out;

	if (layer == PACKET_KEYS && n >= sizeof(struct bpf_flow_keys)) {
		out->keys = malloc(n);
		if (out->keys)
			memcpy(out->keys, t->out, n);
	}
	if (layer == PACKET_NONE || layer == PACKET_KEYS || n < skip)
		return;
	out->packet_len = n - skip;
	out->packet = malloc(n - skip + 1);
	if (out->packet)
		memcpy(out->packet, t->out + skip, n - skip);
}

static uint32_t find_prog(struct kernel *k, const char *name)
{
	for (uint32_t i = 0; i < k->progs.n; i++)
		if (!strcmp(k->progs.p[i].name, name) && k->progs.p[i].loaded)
			return i;
	diag(k->ds, DIAG_NO_PROGRAM, 0, name, k->obj->file ? k->obj->file : "the object");
	return UINT32_MAX;
}

static const char *why(int err, uint32_t type, bool ctx)
{
	if (type == BPF_PROG_TYPE_TRACING && err == -EFAULT)
		return "of tracing programs the kernel runs those of fentry, fexit and fmod_ret on "
		       "its own bpf_fentry_test1 and the like, and no others";
	if (type == PROG_NETFILTER && err == -EINVAL)
		return "Invalid argument: the packet must be an Ethernet frame of IPv4 or IPv6";
	if (err == -ENOTSUPP_ || err == -EOPNOTSUPP)
		return "not for programs of its type; --vm can, with --ctx";
	if (err == -EINVAL && ctx)
		return "Invalid argument: of a context the kernel takes some fields only "
		       "(__sk_buff:"
		       " mark, priority, ifindex, cb, tstamp, wire_len, gso_segs, gso_size;"
		       " bpf_flow_keys: flags)";
	return strerror(-err);
}

bool kernel_run(
	struct kernel *k, const char *prog, const struct run_input *in, struct run_output *out)
{
	struct test t = {.opts.sz = sizeof(t.opts)};
	uint32_t index = find_prog(k, prog);
	uint32_t type = index == UINT32_MAX ? 0 : k->progs.p[index].type;
	/* It takes a frame, and gives none back. */
	enum packet_layer layer = type == PROG_NETFILTER ? PACKET_KEYS : packet_layer(type);
	int err = 0;
	bool ok;

	*out = (struct run_output){0};
	ok = index != UINT32_MAX && watch(k) &&
	     (layer == PACKET_NONE || give_packet(k, &t, layer, in));
	if (ok) {
		give_ctx(&t, type, in);
		if (type == BPF_PROG_TYPE_SK_LOOKUP)
			t.opts.repeat = (int)(in->repeat ? in->repeat : 1);
		err = bpf_prog_test_run_opts(bpf_program__fd(k->handles.p[index]), &t.opts);
		drain(k);
	}
	if (err)
		diag(k->ds, DIAG_KERNEL_RUN, 0, prog, why(err, type, in->ctx_len));
	if (ok && !err) {
		out->retval = t.opts.retval;
		out->duration_ns = t.opts.duration;
		take_packet(&t, layer, out);
		take_ctx(&t, type, out);
	}
	free(t.in);
	free(t.out);
	free(t.ctx);
	return ok && !err;
}

/* ---- maps ---- */

static struct bpf_map *find_map(struct kernel *k, const char *name)
{
	struct bpf_map *m;

	bpf_object__for_each_map(m, k->object) if (!strcmp(kmap_of(m, NULL).name, name)) return m;
	return NULL;
}

int kernel_map_get(struct kernel *k, const char *map, const void *key, void *value)
{
	struct bpf_map *m = find_map(k, map);

	return m ? bpf_map_lookup_elem(bpf_map__fd(m), key, value) : -ENOENT;
}

int kernel_map_set(struct kernel *k, const char *map, const void *key, const void *value)
{
	struct bpf_map *m = find_map(k, map);

	return m ? bpf_map_update_elem(bpf_map__fd(m), key, value, BPF_ANY) : -ENOENT;
}

size_t kernel_map_value_size(struct kernel *k, const char *map)
{
	struct bpf_map *m = find_map(k, map);

	struct kmap km;

	if (!m)
		return 0;
	km = kmap_of(m, NULL);
	return kmap_entry_size(&km);
}

/* ---- dump ---- */

static void dump_records(struct kernel *k, struct map_printer *p, const struct kmap *m)
{
	struct map_shape shape = kmap_shape(m);

	p->btf = m->btf;
	map_print_map(p, &shape);
	vec_for (r, &k->records)
		if (!strcmp(r->map, m->name))
			kmap_print_record(p, m, r->data, r->size);
	map_print_map_end(p);
}

void kernel_dump_maps(struct kernel *k, FILE *f, bool json)
{
	const struct btf *btf = bpf_object__btf(k->object);
	struct map_printer p = {.out = f, .json = json};
	struct bpf_map *map;

	map_print_begin(&p);
	bpf_object__for_each_map(map, k->object)
	{
		struct kmap m = kmap_of(map, btf);

		if (m.type == BPF_MAP_TYPE_PERF_EVENT_ARRAY)
			dump_records(k, &p, &m);
		else if (kmap_is_shown(&m))
			kmap_dump(&p, &m);
	}
	map_print_end(&p);
}
