/* SPDX-License-Identifier: BSD-2-Clause */
/* Helpers that copy memory, parse and print text. See vm_helpers.def. */
#include "vm_helpers.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>

/* ---- reading memory that may not be there ---- */

bool help_probe_read(struct vm *vm)
{
	uint32_t n = (uint32_t)vm->r[2];
	uint8_t *to = vm_mem(vm, vm->r[1], n, true), *from;

	if (!to)
		return false;
	from = vm_mem_probe(vm, vm->r[3], n, false);
	if (from)
		memmove(to, from, n);
	else
		memset(to, 0, n);
	return help_return(vm, from ? 0 : -EFAULT);
}

bool help_probe_read_kernel(struct vm *vm)
{
	return help_probe_read(vm);
}

bool help_probe_read_user(struct vm *vm)
{
	return help_probe_read(vm);
}

bool help_copy_from_user(struct vm *vm)
{
	return help_probe_read(vm);
}

/* The length with NUL, cut to the room there is. */
bool help_probe_read_str(struct vm *vm)
{
	uint32_t n = (uint32_t)vm->r[2];
	uint8_t *to = vm_mem(vm, vm->r[1], n, true);

	if (!to)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *from = vm_mem_probe(vm, vm->r[3] + i, 1, false);

		if (!from) {
			memset(to, 0, n);
			return help_return(vm, -EFAULT);
		}
		to[i] = *from;
		if (!*from)
			return help_return(vm, i + 1);
	}
	if (n)
		to[n - 1] = 0;
	return help_return(vm, n);
}

bool help_probe_read_kernel_str(struct vm *vm)
{
	return help_probe_read_str(vm);
}

bool help_probe_read_user_str(struct vm *vm)
{
	return help_probe_read_str(vm);
}

/* ---- printing ---- */

enum { PRINT_ARGS = 12, LINE = 1024 };

/* The format and its arguments as an array; prints through opts.print. */
static bool print_line(
	struct vm *vm, uint64_t fmt, uint64_t fmt_size, const uint64_t *args, unsigned n)
{
	const char *f = vm_string(vm, fmt, fmt_size);
	char line[LINE];
	int len;

	if (!f)
		return false;
	len = vm_format(vm, line, sizeof(line), f, args, n);
	if (vm->faulted)
		return false;
	if (len < 0)
		return help_return(vm, len);
	if (len && line[(size_t)len < sizeof(line) ? len - 1 : (int)sizeof(line) - 2] == '\n')
		line[(size_t)len < sizeof(line) ? len - 1 : (int)sizeof(line) - 2] = 0;
	if (vm->opts.print)
		vm->opts.print(vm->opts.print_ctx, line);
	return help_return(vm, len);
}

bool help_trace_printk(struct vm *vm)
{
	return print_line(vm, vm->r[1], (uint32_t)vm->r[2], &vm->r[3], 3);
}

/* data: an array of u64 */
static bool get_args(struct vm *vm, uint64_t data, uint32_t len, uint64_t args[PRINT_ARGS])
{
	const uint8_t *p;

	if (len % 8 || len > PRINT_ARGS * 8)
		return vm_fault(vm, "%u bytes of arguments: not 0 to %d times 8", len, PRINT_ARGS);
	p = len ? vm_mem(vm, data, len, false) : NULL;
	if (len && !p)
		return false;
	for (unsigned i = 0; i < len / 8; i++)
		args[i] = vm_get(vm, p + i * 8, 8);
	return true;
}

bool help_trace_vprintk(struct vm *vm)
{
	uint64_t args[PRINT_ARGS];

	return get_args(vm, vm->r[3], (uint32_t)vm->r[4], args) &&
	       print_line(vm, vm->r[1], (uint32_t)vm->r[2], args, (uint32_t)vm->r[4] / 8);
}

/* snprintf(str, size, fmt, data, len): the length with NUL, whether it fit or not */
bool help_snprintf(struct vm *vm)
{
	uint32_t size = (uint32_t)vm->r[2];
	char *to = size ? (char *)vm_mem(vm, vm->r[1], size, true) : NULL, none[1];
	const char *fmt = vm_string(vm, vm->r[3], LINE);
	uint64_t args[PRINT_ARGS];
	int len;

	if ((size && !to) || !fmt || !get_args(vm, vm->r[4], (uint32_t)vm->r[5], args))
		return false;
	len = vm_format(vm, size ? to : none, size, fmt, args, (uint32_t)vm->r[5] / 8);
	return !vm->faulted && help_return(vm, len < 0 ? len : len + 1);
}

/* ---- numbers from text ---- */

struct number {
	uint64_t v;
	bool negative;
	uint32_t used;
};

static int base_of(const char *s, uint32_t n, uint32_t *base)
{
	if (*base == 0) {
		*base = n && *s == '0' ? 8 : 10;
		if (n > 1 && *s == '0' && (s[1] == 'x' || s[1] == 'X'))
			*base = 16;
	}
	return *base == 16 && n > 2 && *s == '0' && (s[1] == 'x' || s[1] == 'X') ? 2 : 0;
}

/* blanks, "-", digits; as the kernel's __bpf_strtoull */
static int parse_number(const char *s, uint32_t n, uint64_t flags, struct number *out)
{
	uint32_t i = 0, base = flags & 31, first;

	if (!n || flags & ~31ull || (base && base != 8 && base != 10 && base != 16))
		return -EINVAL;
	while (i < n && isspace((unsigned char)s[i]))
		i++;
	out->negative = i < n && s[i] == '-';
	i += out->negative;
	if (i >= n)
		return -EINVAL;
	i += (uint32_t)base_of(s + i, n - i, &base);
	for (first = i; i < n && s[i]; i++) {
		unsigned d = isdigit((unsigned char)s[i]) ? (unsigned)(s[i] - '0')
			     : isxdigit((unsigned char)s[i])
				     ? (unsigned)(tolower((unsigned char)s[i]) - 'a' + 10)
				     : 99;

		if (d >= base)
			break;
		if (__builtin_mul_overflow(out->v, base, &out->v) ||
			__builtin_add_overflow(out->v, d, &out->v))
			return -ERANGE;
	}
	out->used = i;
	return i == first ? -EINVAL : 0;
}

/* strtol(buf, len, flags, long *res): bytes used, or -errno */
static bool to_number(struct vm *vm, bool is_signed)
{
	const char *s = (const char *)vm_mem(vm, vm->r[1], (uint32_t)vm->r[2], false);
	uint8_t *res = vm_mem(vm, vm->r[4], 8, true);
	struct number num = {0};
	int err;

	if (!s || !res)
		return false;
	err = parse_number(s, (uint32_t)vm->r[2], vm->r[3], &num);
	if (!err && is_signed && num.v > (uint64_t)INT64_MAX + num.negative)
		err = -ERANGE;
	if (!err && !is_signed && num.negative)
		err = -EINVAL;
	if (err)
		return help_return(vm, err);
	vm_put(vm, res, 8, num.negative ? -num.v : num.v);
	return help_return(vm, num.used);
}

bool help_strtol(struct vm *vm)
{
	return to_number(vm, true);
}

bool help_strtoul(struct vm *vm)
{
	return to_number(vm, false);
}

/* strncmp(s1, n, s2) */
bool help_strncmp(struct vm *vm)
{
	uint32_t n = (uint32_t)vm->r[2];
	const char *a = (const char *)vm_mem(vm, vm->r[1], n, false);
	const char *b = a ? vm_string(vm, vm->r[3], n) : NULL;

	return b && help_return(vm, strncmp(a, b, n));
}
