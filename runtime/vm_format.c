/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * printf as bpf_trace_printk and bpf_snprintf have it: %% %c %s, %d %i %u %x %X with l or ll, %p,
 * %px, %pK, %pks, %pus, %pi4 %pI4 %pi6 %pI6, with flags and width. Anything else is -EINVAL. An
 * argument is 64 bits; without l its low 32 count.
 */
#include "vm.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>

enum { MAX_STRING = 512 };

const char *vm_string(struct vm *vm, uint64_t addr, size_t max)
{
	struct vm_region *r = vm_region_at(vm, addr);
	uint64_t left = r ? r->base + (uint64_t)r->size - addr : 0;
	const char *p;

	if (!vm_mem(vm, addr, 1, false))
		return NULL;
	if (r->kind == VM_VALUES)
		left = r->elem - (addr - r->base) % r->stride;
	p = (const char *)vm_mem(vm, addr, left, false);
	if (!p || memchr(p, 0, min_u64(left, max)))
		return p;
	vm_fault(vm, "a string at %s has no end", r->name);
	return NULL;
}

struct output {
	struct vm *vm;
	char *buf;
	size_t size, n;
	const uint64_t *args;
	unsigned n_args, arg;
};

static void put(struct output *o, const char *fmt, ...) PRINTF(2, 3);
static void put(struct output *o, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(o->n < o->size ? o->buf + o->n : NULL, o->n < o->size ? o->size - o->n : 0,
		fmt, ap);
	va_end(ap);
	o->n += (size_t)n;
}

static void put_ip4(struct output *o, const uint8_t *p)
{
	put(o, "%u.%u.%u.%u", p[0], p[1], p[2], p[3]);
}

static void put_ip6(struct output *o, const uint8_t *p, bool colons)
{
	for (unsigned i = 0; i < 16; i += 2)
		put(o, "%s%02x%02x", i && colons ? ":" : "", p[i], p[i + 1]);
}

static const char *string_arg(struct output *o, uint64_t addr)
{
	const uint8_t *p = vm_mem_probe(o->vm, addr, 1, false);

	return p ? vm_string(o->vm, addr, MAX_STRING) : "";
}

/* What follows "%p"; the number of letters used, or -EINVAL. */
static int put_pointer(struct output *o, const char *s, uint64_t v)
{
	size_t bytes;
	const uint8_t *p;

	if ((s[0] == 'k' || s[0] == 'u') && s[1] == 's') {
		const char *str = string_arg(o, v);

		put(o, "%s", str ? str : "");
		return 2;
	}
	if ((s[0] == 'i' || s[0] == 'I') && (s[1] == '4' || s[1] == '6')) {
		bytes = s[1] == '4' ? 4 : 16;
		p = vm_mem(o->vm, v, bytes, false);
		if (p && bytes == 4)
			put_ip4(o, p);
		else if (p)
			put_ip6(o, p, s[0] == 'I');
		return 2;
	}
	put(o, "%016" PRIx64, v);
	if (*s == 'x' || *s == 'K' || *s == 'B' || *s == 's' || *s == 'S')
		return 1;
	return isalnum((unsigned char)*s) ? -EINVAL : 0;
}

/* The conversion at s, behind its flags and width; its length, or -EINVAL. */
static int put_conversion(struct output *o, const char *s, const char *flags, int width)
{
	int longs = 0, used;
	uint64_t v;
	char fmt[32];

	while (s[longs] == 'l' && longs < 2)
		longs++;
	if (o->arg >= o->n_args)
		return -EINVAL;
	v = o->args[o->arg++];
	used = longs + 1;
	switch (s[longs]) {
	case 'd':
	case 'i':
		snprintf(fmt, sizeof(fmt), "%%%s*%s", flags, PRId64);
		if (!longs)
			v = (uint64_t)(int32_t)v;
		break;
	case 'u':
	case 'x':
	case 'X':
		snprintf(fmt, sizeof(fmt), "%%%s*%s%c", flags, __INT64_C(1) ? "l" : "", s[longs]);
		if (!longs)
			v = (uint32_t)v;
		break;
	case 'c': put(o, "%c", (int)v); return longs ? -EINVAL : used;
	case 's': {
		const char *str = longs ? NULL : string_arg(o, v);

		if (str)
			put(o, "%*s", *flags == '-' ? -width : width, str);
		return str ? used : -EINVAL;
	}
	case 'p':
		used = longs ? -EINVAL : put_pointer(o, s + 1, v);
		return used < 0 ? used : used + 1;
	default: return -EINVAL;
	}
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	put(o, fmt, width, v);
#pragma GCC diagnostic pop
	return used;
}

int vm_format(
	struct vm *vm, char *buf, size_t size, const char *fmt, const uint64_t *args, unsigned n)
{
	struct output o = {vm, buf, size, 0, args, n, 0};

	put(&o, "%s", "");
	while (*fmt) {
		char flags[8] = "";
		int width = 0, used;

		if (*fmt != '%' || fmt[1] == '%') {
			put(&o, "%c", *fmt);
			fmt += *fmt == '%' ? 2 : 1;
			continue;
		}
		for (fmt++; *fmt && strchr("-+ #0", *fmt) && strlen(flags) < sizeof(flags) - 1;
			fmt++)
			flags[strlen(flags)] = *fmt;
		for (; isdigit((unsigned char)*fmt) && width < 1000; fmt++)
			width = width * 10 + *fmt - '0';
		used = put_conversion(&o, fmt, flags, width);
		if (used < 0 || vm->faulted)
			return used < 0 ? used : -EFAULT;
		fmt += used;
	}
	return (int)o.n;
}
