/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs run by BPF_PROG_TEST_RUN, and the kernel's maps read and shown. */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>

#include "bpf/prog.h"
#include "kernel.h"
#include "map_print.h"
#include "packet.h"

enum { GROW = 4096, ENOTSUPP_ = 524 }; /* a packet's growth allowed; the kernel's own ENOTSUPP */

/* ---- runs ---- */

struct test {
	struct bpf_test_run_opts opts;
	uint8_t *in, *out; /* malloc'ed */
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

static void take_packet(struct test *t, enum packet_layer layer, struct run_output *out)
{
	size_t skip = layer == PACKET_L3 ? PACKET_ETH : t->skip;
	size_t n = t->opts.data_size_out;

	if (layer == PACKET_NONE || n < skip)
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

static const char *why(int err)
{
	return err == -ENOTSUPP_ || err == -EOPNOTSUPP ? "not for programs of its type"
						       : strerror(-err);
}

bool kernel_run(
	struct kernel *k, const char *prog, const struct run_input *in, struct run_output *out)
{
	struct test t = {.opts.sz = sizeof(t.opts)};
	uint32_t index = find_prog(k, prog);
	enum packet_layer layer =
		index == UINT32_MAX ? PACKET_NONE : packet_layer(k->progs.p[index].type);
	int err = 0;
	bool ok;

	*out = (struct run_output){0};
	if (in->ctx_len) {
		t.opts.ctx_in = in->ctx;
		t.opts.ctx_size_in = (uint32_t)in->ctx_len;
	}
	ok = index != UINT32_MAX && (layer == PACKET_NONE || give_packet(k, &t, layer, in));
	if (ok)
		err = bpf_prog_test_run_opts(bpf_program__fd(k->handles.p[index]), &t.opts);
	if (err)
		diag(k->ds, DIAG_KERNEL_RUN, 0, prog, why(err));
	if (ok && !err) {
		out->retval = t.opts.retval;
		out->duration_ns = t.opts.duration;
		take_packet(&t, layer, out);
	}
	free(t.in);
	free(t.out);
	return ok && !err;
}

/* ---- maps ---- */

static bool is_percpu(const struct bpf_map *m)
{
	uint32_t type = bpf_map__type(m);

	return type == BPF_MAP_TYPE_PERCPU_ARRAY || type == BPF_MAP_TYPE_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

static size_t entry_size(const struct bpf_map *m)
{
	size_t one = bpf_map__value_size(m);

	return is_percpu(m) ? align_up(one, 8) * (size_t)libbpf_num_possible_cpus() : one;
}

/* ".bss" of "prog.bss"; an ordinary map's name. */
static const char *name_of(const struct bpf_map *m)
{
	const char *name = bpf_map__name(m), *dot = strchr(name, '.');

	return bpf_map__is_internal(m) && dot ? dot : name;
}

static struct bpf_map *find_map(struct kernel *k, const char *name)
{
	struct bpf_map *m;

	bpf_object__for_each_map(m, k->object) if (!strcmp(name_of(m), name)) return m;
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

	return m ? entry_size(m) : 0;
}

struct dump {
	struct map_printer p;
	struct map_shape shape;
};

static void dump_entries(struct dump *d, const struct bpf_map *m)
{
	uint32_t key_size = bpf_map__key_size(m);
	uint8_t *key = calloc(1, key_size + 8u), *value = calloc(1, entry_size(m) + 8);
	int fd = bpf_map__fd(m);

	if (!key || !value)
		ICE("out of memory");
	for (int err = bpf_map_get_next_key(fd, NULL, key); !err;
		err = bpf_map_get_next_key(fd, key, key))
		if (!bpf_map_lookup_elem(fd, key, value))
			map_print_entry(&d->p, &d->shape, bpf_map__is_internal(m) ? NULL : key,
				value, entry_size(m));
	free(key);
	free(value);
}

static int dump_record(void *ctx, void *data, size_t size)
{
	struct dump *d = ctx;

	map_print_entry(&d->p, &d->shape, NULL, data, size);
	return 0;
}

/* What is shown is consumed. */
static void dump_ring(struct dump *d, const struct bpf_map *m)
{
	struct ring_buffer *rb = ring_buffer__new(bpf_map__fd(m), dump_record, d, NULL);

	if (rb)
		ring_buffer__consume(rb);
	ring_buffer__free(rb);
}

/* A queue can only be looked at by taking out; what was taken is put back in its order. */
static void dump_queue(struct dump *d, const struct bpf_map *m)
{
	size_t size = entry_size(m), n = 0, max = bpf_map__max_entries(m);
	bool stack = bpf_map__type(m) == BPF_MAP_TYPE_STACK;
	uint8_t *all = calloc(max, size);
	int fd = bpf_map__fd(m);

	if (!all)
		ICE("out of memory");
	while (n < max && !bpf_map_lookup_and_delete_elem(fd, NULL, all + n * size))
		n++;
	for (size_t i = 0; i < n; i++) {
		uint8_t *v = all + (stack ? n - 1 - i : i) * size;

		map_print_entry(&d->p, &d->shape, NULL, v, size);
		bpf_map_update_elem(fd, NULL, v, BPF_ANY);
	}
	free(all);
}

static bool is_shown(const struct bpf_map *m)
{
	const char *name = name_of(m);

	if (bpf_map__is_internal(m))
		return strncmp(name, ".rodata", 7) && strncmp(name, ".kconfig", 8);
	return bpf_map__type(m) != BPF_MAP_TYPE_PROG_ARRAY &&
	       bpf_map__type(m) != BPF_MAP_TYPE_STRUCT_OPS;
}

static void dump_map(struct dump *d, const struct bpf_map *m)
{
	uint32_t type = bpf_map__type(m);

	d->shape = (struct map_shape){.name = name_of(m),
		.type = bpf_map__is_internal(m) ? "globals" : map_type_name(type),
		.key_type = bpf_map__btf_key_type_id(m),
		.value_type = bpf_map__btf_value_type_id(m),
		.key_size = bpf_map__key_size(m),
		.value_size = bpf_map__value_size(m),
		.cpus = is_percpu(m) ? (uint32_t)libbpf_num_possible_cpus() : 1,
		.hide_zeros = !bpf_map__is_internal(m) &&
			      (type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_PERCPU_ARRAY)};
	map_print_map(&d->p, &d->shape);
	if (type == BPF_MAP_TYPE_RINGBUF)
		dump_ring(d, m);
	else if (type == BPF_MAP_TYPE_QUEUE || type == BPF_MAP_TYPE_STACK)
		dump_queue(d, m);
	else if (type != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
		dump_entries(d, m);
	map_print_map_end(&d->p);
}

void kernel_dump_maps(struct kernel *k, FILE *f, bool json)
{
	struct dump d = {.p = {.out = f, .json = json, .btf = bpf_object__btf(k->object)}};
	struct bpf_map *m;

	map_print_begin(&d.p);
	bpf_object__for_each_map(m, k->object) if (is_shown(m)) dump_map(&d, m);
	map_print_end(&d.p);
}
