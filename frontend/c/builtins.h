/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The builtin functions: the table of builtins.def, and how a name finds its row. The preprocessor
 * asks it for __has_builtin, sema types calls by it, lowering expands EX_BUILTIN by enum builtin.
 */
#ifndef FRONTEND_C_BUILTINS_H
#define FRONTEND_C_BUILTINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum builtin {
	BI_NONE,
#define B(id, name, signature, check, flags) BI_##id,
#include "builtins.def"
	BI_COUNT
};

/* What types a call, beyond or instead of its signature: sema_builtin.c. */
enum builtin_check {
	BC_NONE,
	BC_CONSTANT_P,
	BC_OBJECT_SIZE,
	BC_SAME_PTR,
	BC_OVERFLOW,
	BC_CONST_SIZE,
	BC_VA_LIST,
	BC_UNCALLABLE, /* the parser has its own grammar for it */
	BC_PRESERVE,
	BC_CORE_FIELD,
	BC_CORE_TYPE,
	BC_CORE_ENUM,
	BC_CORE_BTF_ID,
	BC_ATOMIC_LOAD,
	BC_ATOMIC_LOAD_TO,
	BC_ATOMIC_STORE,
	BC_ATOMIC_STORE_FROM,
	BC_ATOMIC_INIT,
	BC_ATOMIC_CLEAR,
	BC_ATOMIC_RMW,
	BC_ATOMIC_EXCHANGE_TO,
	BC_ATOMIC_TAS,
	BC_ATOMIC_CMPXCHG,
	BC_ATOMIC_CMPXCHG_FROM,
	BC_C11_CMPXCHG,
	BC_SYNC_RMW,
	BC_SYNC_RELEASE,
	BC_SYNC_CAS,
	BC_SYNC_FENCE,
	BC_LOCK_FREE,
};

enum builtin_flags {
	BF_LIB = 1,     /* also the C library's name */
	BF_REFUSED = 2, /* BPF has no such thing: an error when code with it is emitted */
	BF_FOLD = 4,    /* evaluated when the arguments are constants */
};

struct builtin_row {
	const char *name;
	const char *signature;
	uint8_t id;    /* enum builtin */
	uint8_t check; /* enum builtin_check, sema_builtin.c */
	uint8_t flags;
};
_Static_assert(BI_COUNT < 256, "a builtin's id is a byte");

/* The row of a builtin's name; also of a library function's own name (memcpy). NULL: none. */
const struct builtin_row *builtin_find(const char *name);
/* The first row with this id: its name for diagnostics, its flags. */
const struct builtin_row *builtin_row(enum builtin id);
/* __has_builtin(name) */
bool builtin_known(const char *name);

#endif
