/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See table.h. Columns are the scalar leaves of key and value, two levels deep; what is deeper, or
 * has bit fields, is one column with the value as value_print writes it.
 */
#include "table.h"

#include <inttypes.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "btf_walk.h"
#include "hist.h"

enum { DEPTH = 2, MAX_SLOTS = 4096 };

struct column {
	const char *name;
	uint32_t type, off, size;
	bool key, number, is_signed;
	uint32_t slots; /* a histogram of this many counts of size / slots bytes each; 0: none */
	int width;
};

struct row {
	const char **cells;
	uint64_t order;
	uint8_t *value; /* a copy, where there are histograms */
};

struct table {
	struct arena arena;
	FILE *out;
	const struct kmap *m;
	VEC(struct column) columns;
	VEC(struct row) rows;
	bool is_hash, histograms, zeros_hidden;
};

/* ---- columns ---- */

static bool has_bit_fields(const struct btf_type *t)
{
	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (btf_member_bitfield_size(t, i))
			return true;
	return false;
}

/* An array of integers of 4 or 8 bytes whose name says that it counts. */
static uint32_t slots_of(const struct btf *btf, const struct btf_type *t, const char *name)
{
	uint32_t id;
	const struct btf_type *e;

	if (!t || !btf_is_array(t) || !hist_named(name) || btf_array(t)->nelems > MAX_SLOTS)
		return 0;
	id = btf_array(t)->type;
	e = btf_strip(btf, &id);
	return e && btf_is_int(e) && (e->size == 4 || e->size == 8) ? btf_array(t)->nelems : 0;
}

static void add_columns(struct table *t, uint32_t type, const char *name, uint32_t off,
	uint32_t size, bool key, unsigned depth)
{
	uint32_t id = type;
	const struct btf *btf = t->m->btf;
	const struct btf_type *b = btf && id ? btf_strip(btf, &id) : NULL;
	struct column c = {name, type, off, size, key, .slots = slots_of(btf, b, name)};

	if (b && btf_is_struct(b) && depth < DEPTH && !has_bit_fields(b)) {
		for (unsigned i = 0; i < btf_vlen(b); i++) {
			const struct btf_member *m = &btf_members(b)[i];
			const char *member = btf__name_by_offset(btf, m->name_off);
			int64_t n = btf__resolve_size(btf, m->type);
			uint32_t at = m->offset / 8;

			if (n < 0 || at > size || (uint64_t)n > size - at)
				continue;
			if (depth)
				member = arena_printf(&t->arena, "%s.%s", name, member);
			add_columns(t, m->type, member, off + at, (uint32_t)n, key, depth + 1);
		}
		return;
	}
	if (b && btf_is_int(b) && b->size <= 8) {
		c.number = !(btf_int_encoding(b) & BTF_INT_BOOL);
		c.is_signed = btf_int_encoding(b) & BTF_INT_SIGNED;
	}
	t->histograms |= c.slots > 0;
	vec_push(&t->arena, &t->columns, c);
}

/* CPUs can be summed when all is numbers. */
static bool can_sum(const struct table *t)
{
	vec_for (c, &t->columns)
		if (!c->key && !c->number && !c->slots)
			return false;
	return true;
}

/* ---- rows ---- */

static uint64_t number_at(const uint8_t *p, unsigned size, bool is_signed)
{
	uint64_t v = 0;

	memcpy(&v, p, size);
	return is_signed ? (uint64_t)sign_extend(v, size * 8) : v;
}

static uint64_t sum_at(
	const struct table *t, const uint8_t *value, uint32_t off, unsigned size, bool is_signed)
{
	size_t stride = align_up(t->m->value_size, 8);
	uint64_t sum = 0;

	for (uint32_t cpu = 0; cpu < kmap_cpus(t->m); cpu++)
		sum += number_at(value + cpu * stride + off, size, is_signed);
	return sum;
}

static const char *cell(struct table *t, const struct column *c, const uint8_t *p, uint64_t number)
{
	struct map_printer printer = {.btf = t->m->btf};
	char *text = NULL;
	const char *out;
	size_t n;

	if (c->number)
		return arena_printf(&t->arena, c->is_signed ? "%" PRId64 : "%" PRIu64, number);
	printer.out = open_memstream(&text, &n);
	if (!printer.out)
		ICE("out of memory");
	value_print(&printer, c->type, p + c->off, c->size);
	fclose(printer.out);
	out = arena_strdup(&t->arena, text);
	free(text);
	return out;
}

static bool all_zero(const uint8_t *v, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (v[i])
			return false;
	return true;
}

static void add_row(void *ctx, const uint8_t *key, const uint8_t *value)
{
	struct table *t = ctx;
	size_t size = kmap_entry_size(t->m);
	struct row row = {.cells = arena_array(&t->arena, const char *, t->columns.n)};
	bool ordered = false;

	if (!t->is_hash && all_zero(value, size)) {
		t->zeros_hidden = true;
		return;
	}
	for (uint32_t i = 0; i < t->columns.n; i++) {
		struct column *c = &t->columns.p[i];
		uint64_t v = 0;

		if (c->slots)
			continue;
		if (c->number)
			v = c->key ? number_at(key + c->off, c->size, c->is_signed)
				   : sum_at(t, value, c->off, c->size, c->is_signed);
		row.cells[i] = cell(t, c, c->key ? key : value, v);
		c->width = (int)max_u64((uint64_t)c->width, strlen(row.cells[i]));
		if (!c->key && c->number && !ordered) {
			row.order = v;
			ordered = true;
		}
	}
	if (t->histograms)
		row.value = arena_dup(&t->arena, value, size);
	vec_push(&t->arena, &t->rows, row);
}

static int by_order(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return x->order > y->order ? -1 : x->order < y->order;
}

/* ---- printing ---- */

static void print_slots(const struct table *t, const struct column *c, const uint8_t *value)
{
	uint64_t *counts = calloc(c->slots, sizeof(*counts));
	unsigned size = c->size / c->slots;

	if (!counts)
		ICE("out of memory");
	for (uint32_t i = 0; i < c->slots; i++)
		counts[i] = sum_at(t, value, c->off + i * size, size, false);
	fprintf(t->out, "  %s\n", c->name);
	hist_print(t->out, counts, c->slots, hist_is_linear(c->name));
	free(counts);
}

static void print_line(const struct table *t, const struct row *row)
{
	fputc(' ', t->out);
	for (uint32_t i = 0; i < t->columns.n; i++) {
		const struct column *c = &t->columns.p[i];
		bool last = i + 1 == t->columns.n;

		if (!c->slots) /* numbers right-aligned, and nothing behind the last text */
			fprintf(t->out, " %*s",
				c->number ? c->width
				: last    ? 0
					  : -c->width,
				row ? row->cells[i] : c->name);
	}
	fputc('\n', t->out);
}

static void print_rows(struct table *t, uint32_t max_rows)
{
	uint32_t n = (uint32_t)min_u64(t->rows.n, max_rows);

	if (t->is_hash && t->rows.n)
		qsort(t->rows.p, t->rows.n, sizeof(*t->rows.p), by_order);
	if (n)
		print_line(t, NULL);
	for (uint32_t i = 0; i < n; i++) {
		print_line(t, &t->rows.p[i]);
		vec_for (c, &t->columns)
			if (c->slots)
				print_slots(t, c, t->rows.p[i].value);
	}
	if (!t->rows.n)
		fputs(t->zeros_hidden ? "  (all entries are zero)\n" : "  (empty)\n", t->out);
	if (t->rows.n > n)
		fprintf(t->out, "  (%u more)\n", t->rows.n - n);
}

/* A map of counters that is itself a histogram. */
struct counts {
	const struct table *t;
	const struct column *key, *value;
	uint64_t slots[MAX_SLOTS];
};

static void add_count(void *ctx, const uint8_t *key, const uint8_t *value)
{
	struct counts *c = ctx;
	uint64_t slot = number_at(key + c->key->off, c->key->size, false);

	if (slot < MAX_SLOTS)
		c->slots[slot] += sum_at(c->t, value, c->value->off, c->value->size, false);
}

static bool print_histogram(struct table *t)
{
	struct counts *c;

	if (t->columns.n != 2 || !t->columns.p[0].number || !t->columns.p[1].number ||
		!t->columns.p[0].key || t->columns.p[1].key || !hist_named(t->m->name) ||
		(!t->is_hash && t->m->max_entries > MAX_SLOTS))
		return false;
	c = calloc(1, sizeof(*c));
	if (!c)
		ICE("out of memory");
	*c = (struct counts){.t = t, .key = &t->columns.p[0], .value = &t->columns.p[1]};
	kmap_each(t->m, UINT32_MAX, add_count, c);
	hist_print(t->out, c->slots, MAX_SLOTS, hist_is_linear(t->m->name));
	free(c);
	return true;
}

/* Global variables: one a line. */
static void add_globals(struct table *t)
{
	uint32_t id = t->m->value_type;
	const struct btf_type *b = t->m->btf && id ? btf_strip(t->m->btf, &id) : NULL;

	for (unsigned i = 0; b && btf_is_datasec(b) && i < btf_vlen(b); i++) {
		const struct btf_var_secinfo *s = &btf_var_secinfos(b)[i];
		const struct btf_type *var = btf__type_by_id(t->m->btf, s->type);
		uint32_t type = var && btf_is_var(var) ? var->type : 0;
		struct column c = {.type = type, .off = s->offset, .size = s->size};

		if (!type || s->offset > t->m->value_size || s->size > t->m->value_size - s->offset)
			continue;
		c.name = btf__name_by_offset(t->m->btf, var->name_off);
		c.slots = slots_of(t->m->btf, btf_strip(t->m->btf, &type), c.name);
		c.width = (int)strlen(c.name);
		vec_push(&t->arena, &t->columns, c);
	}
}

static void print_globals(void *ctx, const uint8_t *key, const uint8_t *value)
{
	struct table *t = ctx;
	int width = 0;

	vec_for (c, &t->columns)
		width = c->slots || c->width < width ? width : c->width;
	vec_for (c, &t->columns) {
		if (c->slots)
			print_slots(t, c, value);
		else
			fprintf(t->out, "  %-*s %s\n", width, c->name, cell(t, c, value, 0));
	}
}

static void plain(FILE *out, const struct kmap *m)
{
	struct map_printer p = {.out = out};

	kmap_dump(&p, m);
}

void table_print(FILE *out, const struct kmap *m, uint32_t max_rows)
{
	struct table t = {.out = out, .m = m};

	t.is_hash = m->type != BPF_MAP_TYPE_ARRAY && m->type != BPF_MAP_TYPE_PERCPU_ARRAY;
	if (m->globals) {
		add_globals(&t);
	} else if (kmap_has_keys(m)) {
		add_columns(&t, m->key_type, "key", 0, m->key_size, true, 0);
		add_columns(&t, m->value_type, "value", 0, m->value_size, false, 0);
	}
	vec_for (c, &t.columns)
		c->width = (int)strlen(c->name);
	if (!t.columns.n || (kmap_is_percpu(m) && !can_sum(&t))) {
		plain(out, m);
	} else {
		fprintf(out, "%s (%s)\n", m->name, m->globals ? "globals" : map_type_name(m->type));
		if (m->globals) {
			kmap_each(m, 1, print_globals, &t);
		} else if (!print_histogram(&t)) {
			kmap_each(m, UINT32_MAX, add_row, &t);
			print_rows(&t, max_rows);
		}
	}
	arena_free(&t.arena);
}
