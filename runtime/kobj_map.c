/* SPDX-License-Identifier: BSD-2-Clause */
/* The contents of one of the kernel's maps: shown and changed, by the BTF it was made with. */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "kmap.h"
#include "kobj.h"
#include "value_parse.h"

struct open_map {
	struct kmap map;
	struct btf *btf;
	uint8_t *key, *value;
	struct value_parser parser;
	int object; /* a program's or map's that is the value; -1 */
};

static void close_map(struct open_map *m)
{
	btf__free(m->btf);
	if (m->map.fd >= 0)
		close(m->map.fd);
	if (m->object >= 0)
		close(m->object);
}

static bool open_map(
	struct arena *a, struct diags *ds, const struct kobj_ref *ref, struct open_map *out)
{
	struct bpf_map_info i = {0};
	uint32_t len = sizeof(i);
	const char *dot;

	*out = (struct open_map){.map.fd = kobj_open(a, ds, KERNEL_MAPS, ref), .object = -1};
	if (out->map.fd < 0)
		return false;
	if (bpf_obj_get_info_by_fd(out->map.fd, &i, &len)) {
		diag(ds, DIAG_KOBJ, 0, "map", ref->text, strerror(errno));
		close_map(out);
		return false;
	}
	if (i.btf_id)
		out->btf = btf__load_from_kernel_by_id(i.btf_id);
	dot = strchr(i.name, '.');
	out->map = (struct kmap){.fd = out->map.fd,
		.name = arena_strdup(a, dot ? dot : i.name),
		.type = i.type,
		.key_size = i.key_size,
		.value_size = i.value_size,
		.max_entries = i.max_entries,
		.key_type = i.btf_key_type_id,
		.value_type = i.btf_value_type_id,
		.btf = out->btf,
		.globals = dot && i.type == BPF_MAP_TYPE_ARRAY};
	out->parser = (struct value_parser){.arena = a, .btf = out->btf};
	out->key = arena_alloc(a, i.key_size + 8u);
	out->value = arena_alloc(a, kmap_entry_size(&out->map) + 8);
	return true;
}

static bool wrong(struct diags *ds, const struct kobj_ref *ref, const char *what)
{
	diag(ds, DIAG_KOBJ, 0, "map", ref->text, what);
	return false;
}

/* Programs and maps as values: what the words "id 3", "name x", "pinned FILE" name, or the number
 * of one. Its descriptor is what the kernel takes. */
static bool parse_object(struct diags *ds, struct open_map *m, const struct kobj_words *w)
{
	static const char *const words[] = {[KOBJ_ID] = "id",
		[KOBJ_NAME] = "name",
		[KOBJ_TAG] = "tag",
		[KOBJ_PINNED] = "pinned"};
	bool progs = m->map.type == BPF_MAP_TYPE_PROG_ARRAY;
	struct kobj_ref ref = {.text = w->v[w->n - 1]};
	char *end;

	while (w->n == 2 && ref.by < ARRAY_LEN(words) && strcmp(words[ref.by], w->v[0]) != 0)
		ref.by++;
	ref.id = (uint32_t)strtoul(ref.text, &end, 10);
	if (w->n > 2 || ref.by == ARRAY_LEN(words) || (ref.by == KOBJ_TAG && !progs) ||
		(ref.by == KOBJ_ID && (*end || end == ref.text))) {
		m->parser.problem =
			progs ? "id NUMBER, name NAME, tag TAG or pinned FILE of a program is "
				"expected"
			      : "id NUMBER, name NAME or pinned FILE of a map is expected";
		return false;
	}
	m->object = kobj_open(m->parser.arena, ds, progs ? KERNEL_PROGS : KERNEL_MAPS, &ref);
	memcpy(m->value, &m->object, sizeof(m->object));
	return m->object >= 0;
}

/* Several words are bytes, as bpftool takes them: 1 0 0 0, or hex 0a 00. One is by its type. */
static bool parse_words(
	struct open_map *m, const struct kobj_words *w, uint32_t type, uint8_t *out, size_t size)
{
	bool hex = w->n && !strcmp(w->v[0], "hex");
	const char *text = w->n ? w->v[0] : "";

	if (w->n > 1) {
		text = hex ? "\"" : "[";
		for (unsigned i = hex; i < w->n; i++)
			text = arena_printf(m->parser.arena, "%s%s%s", text, w->v[i],
				i + 1 == w->n ? ""
				: hex         ? " "
					      : ",");
		text = arena_printf(m->parser.arena, "%s%s", text, hex ? "\"" : "]");
		type = 0;
	}
	return value_from_text(&m->parser, type, text, out, size);
}

static bool parse_key(struct diags *ds, struct open_map *m, const struct kobj_ref *ref,
	const struct kobj_words *key)
{
	if (parse_words(m, key, m->map.key_type, m->key, m->map.key_size))
		return true;
	return wrong(ds, ref, arena_printf(m->parser.arena, "key: %s", m->parser.problem));
}

/* The same on each CPU. */
static bool parse_value(struct diags *ds, struct open_map *m, const struct kobj_ref *ref,
	const struct kobj_words *value)
{
	size_t stride = align_up(m->map.value_size, 8);

	if (m->map.type == BPF_MAP_TYPE_PROG_ARRAY || m->map.type == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
		m->map.type == BPF_MAP_TYPE_HASH_OF_MAPS)
		return parse_object(ds, m, value) ||
		       (m->parser.problem && wrong(ds, ref,
						     arena_printf(m->parser.arena, "value: %s",
							     m->parser.problem)));
	if (!parse_words(m, value, m->map.value_type, m->value, m->map.value_size))
		return wrong(
			ds, ref, arena_printf(m->parser.arena, "value: %s", m->parser.problem));
	for (uint32_t cpu = 1; cpu < kmap_cpus(&m->map); cpu++)
		memcpy(m->value + cpu * stride, m->value, m->map.value_size);
	return true;
}

bool runtime_map_dump(struct arena *a, struct diags *ds, const struct kobj_ref *ref, bool json)
{
	struct map_printer p = {.out = stdout, .json = json, .bare = true};
	struct open_map m;

	if (!open_map(a, ds, ref, &m))
		return false;
	if (kmap_is_stream(&m.map)) {
		close_map(&m);
		return wrong(ds, ref, "its records belong to the program that reads them");
	}
	map_print_begin(&p);
	kmap_dump(&p, &m.map);
	map_print_end(&p);
	close_map(&m);
	return true;
}

static const char *reason(int err)
{
	return err == -ENOENT   ? "no entry has this key"
	       : err == -EEXIST ? "there is an entry of this key"
	       : err == -E2BIG  ? "the map is full, or has no such index"
	       : err == -EPERM  ? "the map does not permit it (frozen, or read-only)"
				: strerror(-err);
}

static int lookup(struct open_map *m, bool json)
{
	struct map_printer p = {.out = stdout, .json = json, .btf = m->btf, .lone = json};
	struct map_shape shape = kmap_shape(&m->map);
	int err = bpf_map_lookup_elem(m->map.fd, m->key, m->value);

	shape.hide_zeros = false;
	if (!err)
		map_print_entry(&p, &shape, m->key, m->value, kmap_entry_size(&m->map));
	if (!err && json)
		fputc('\n', stdout);
	return err;
}

/* What is asked makes sense for a map of its type; false after a diagnosed error. */
static bool has_keys(
	struct diags *ds, const struct open_map *m, const struct kobj_ref *ref, enum map_verb verb)
{
	if (!m->map.key_size)
		return wrong(ds, ref, "its entries have no keys");
	if (verb == MAP_DELETE &&
		(m->map.type == BPF_MAP_TYPE_ARRAY || m->map.type == BPF_MAP_TYPE_PERCPU_ARRAY))
		return wrong(ds, ref, "an array's entries stay: update them with 0");
	return true;
}

bool runtime_map_entry(struct arena *a, struct diags *ds, const struct kobj_ref *ref,
	enum map_verb verb, const struct kobj_words *key, const struct kobj_words *value, bool json)
{
	struct open_map m;
	int err = 0;
	bool ok;

	if (!open_map(a, ds, ref, &m))
		return false;
	ok = has_keys(ds, &m, ref, verb) && parse_key(ds, &m, ref, key);
	if (ok && verb == MAP_LOOKUP)
		err = lookup(&m, json);
	if (ok && verb == MAP_DELETE)
		err = bpf_map_delete_elem(m.map.fd, m.key);
	if (ok && verb >= MAP_UPDATE) {
		/* What the value's words do not name stays as it is. */
		bpf_map_lookup_elem(m.map.fd, m.key, m.value);
		ok = parse_value(ds, &m, ref, value);
		if (ok)
			err = bpf_map_update_elem(m.map.fd, m.key, m.value,
				verb == MAP_UPDATE_NEW   ? BPF_NOEXIST
				: verb == MAP_UPDATE_OLD ? BPF_EXIST
							 : BPF_ANY);
	}
	close_map(&m);
	return ok && (!err || wrong(ds, ref, reason(err)));
}

bool runtime_kobj_pin(struct arena *a, struct diags *ds, enum kernel_objects kind,
	const struct kobj_ref *ref, const char *path)
{
	int fd = kobj_open(a, ds, kind, ref), err;

	if (fd < 0)
		return false;
	err = bpf_obj_pin(fd, path);
	close(fd);
	if (err)
		diag(ds, DIAG_PIN, 0, path,
			err == -EINVAL || err == -EPERM
				? "it must be below a bpffs (mount -t bpf bpf /sys/fs/bpf), a name"
				  " without a dot"
				: strerror(-err));
	return !err;
}
