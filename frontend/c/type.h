/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C types. A qtype is a type with its qualifiers. Typedef names and btf_type_tags are kept as sugar
 * (BTF needs them): kind TY_TYPEDEF and TY_TAG wrap another qtype; type_strip() looks through them.
 * Basic and derived types are unique (pointer to T is made once), so that after stripping equal
 * pointers mean equal types; records, enums and functions without a prototype are compared by
 * type_compatible(). A record's members may be parsed on first need: type_complete() does it.
 */
#ifndef FRONTEND_C_TYPE_H
#define FRONTEND_C_TYPE_H

#include "base/arena.h"
#include "base/map.h"
#include "base/source.h"
#include "base/str.h"
#include "base/vec.h"

enum type_kind {
	TY_ERROR, /* after a diagnosed error: compatible with everything, never diagnosed again */
	TY_VOID,
	TY_BOOL, /* integer types from here ... */
	TY_CHAR,
	TY_SCHAR,
	TY_UCHAR,
	TY_SHORT,
	TY_USHORT,
	TY_INT,
	TY_UINT,
	TY_LONG,
	TY_ULONG,
	TY_LLONG,
	TY_ULLONG,
	TY_INT128,
	TY_UINT128,
	TY_ENUM, /* ... to here */
	TY_FLOAT16,
	TY_FLOAT,
	TY_DOUBLE,
	TY_LDOUBLE,
	TY_FLOAT128, /* declarable, for BTF; no arithmetic */
	TY_PTR,
	TY_ARRAY,
	TY_FUNC,
	TY_RECORD, /* struct or union */
	TY_VA_LIST,
	TY_TYPEDEF, /* sugar: a typedef's name */
	TY_TAG,     /* sugar: btf_type_tag("...") */
	TY_COUNT
};

enum {
	QUAL_CONST = 1,
	QUAL_VOLATILE = 2,
	QUAL_RESTRICT = 4,
	QUAL_ATOMIC = 8,
	QUAL_AS_SHIFT = 8, /* address_space(n) in the bits from here */
};

struct type;
struct attrs;
struct decl;
struct pp_body;

struct qtype {
	struct type *t;
	uint32_t quals;
};

struct field {
	struct ident *name; /* NULL: anonymous member or unnamed bit-field */
	struct qtype type;
	uint64_t bit_offset; /* from the start of the record */
	uint32_t bit_width;  /* of a bit-field */
	bool is_bitfield;
	bool packed;
	uint32_t align; /* attribute or _Alignas of the declaration; 0: the type's */
	uint32_t index; /* position among the members, unnamed bit-fields not counted: CO-RE's
			   access index */
	src_loc loc;
	struct attrs *attrs; /* btf_decl_tag, ...; NULL */
};

struct record {
	struct ident *tag; /* NULL: none */
	bool is_union, is_complete, is_packed;
	bool preserve_access_index, preserve_static_offset;
	bool being_defined; /* a member of its own type is an error */
	bool has_flexible;  /* ends in a flexible array member */
	bool transparent_union;
	uint64_t size; /* bytes */
	uint32_t align;
	uint32_t user_align; /* attribute aligned on the record; 0: none */
	VEC(struct field) fields;
	struct pp_body *lazy; /* members not parsed yet */
	uint32_t pack;        /* #pragma pack in force at the definition; 0: none */
	src_loc loc;
	struct attrs *attrs;
	uint32_t serial;    /* order of definition */
	uint32_t scope;     /* scope_depth() of its declaration */
	struct map by_name; /* ident -> index + 1, made on demand */
};

struct enumerator {
	struct ident *name;
	int64_t value; /* two's complement in the enum's type */
	src_loc loc;
};

struct enum_def {
	struct ident *tag;
	bool is_complete, is_packed, fixed; /* fixed: enum e : type */
	struct type *underlying; /* unsigned int, int, unsigned long, long; or as packed or fixed */
	VEC(struct enumerator) values; /* through type_enum() */
	struct pp_body *lazy;          /* values not parsed yet; if not is_complete, no type */
	src_loc loc;
	struct attrs *attrs;
	uint32_t serial;
	uint32_t scope; /* as in struct record */
};

struct param {
	struct ident *name; /* may be NULL */
	struct qtype type;  /* adjusted: arrays and functions are pointers */
	src_loc loc;
	struct attrs *attrs; /* btf_decl_tag (__arg_*), ... */
};

struct type {
	uint8_t kind;           /* enum type_kind */
	bool is_signed;         /* of the basic integer types */
	uint32_t id;            /* unique, from 1: an index for side tables (BTF ids) */
	struct type *ptr_to[4]; /* pointers to this type by its quals 0..3: made once */
	union {
		struct qtype base; /* PTR: pointee; TYPEDEF, TAG: what it stands for */
		struct {
			struct qtype elem;
			uint64_t n;
			bool incomplete; /* [] */
			bool is_vla;     /* diagnosed */
		} array;
		struct {
			struct qtype ret;
			struct param *params;
			uint32_t n;
			bool variadic, no_proto; /* no_proto: () before C23 */
		} func;
		struct record *record;
		struct enum_def *enumeration;
	} u;
	struct qtype stripped;  /* TYPEDEF, TAG: what is below all sugar */
	struct decl *decl;      /* TYPEDEF: its declaration (name, attributes) */
	const char *tag;        /* TAG: the string */
	uint32_t typedef_align; /* TYPEDEF with attribute aligned; 0: none */
};

struct types {
	struct arena *arena;
	struct type *basic[TY_COUNT]; /* the unique basic types */
	uint32_t next_id;
	struct map derived; /* hash of a derived type -> chain */
	bool short_enums;
	void *ctx;                                     /* for the two below */
	void (*complete)(void *ctx, struct record *r); /* parses a lazy body */
	void (*values)(void *ctx, struct type *t);     /* parses a lazy enum's */
};

void types_init(struct types *ts, struct arena *a, bool short_enums, bool unsigned_char);
struct type *type_pointer(struct types *ts, struct qtype to);
struct type *type_array(struct types *ts, struct qtype elem, uint64_t n);
struct type *type_array_incomplete(struct types *ts, struct qtype elem);
struct type *type_func(
	struct types *ts, struct qtype ret, struct param *params, uint32_t n, bool variadic);
struct type *type_record_new(struct types *ts, struct ident *tag, bool is_union);
struct type *type_enum_new(struct types *ts, struct ident *tag);
struct type *type_typedef(struct types *ts, struct decl *d, struct qtype base);
struct type *type_tagged(struct types *ts, const char *tag, struct qtype base);

static inline struct qtype type_q(struct type *t)
{
	return (struct qtype){t, 0};
}
/* Sugar removed at the top, qualifiers gathered. */
struct qtype type_strip(struct qtype q);
/* The same without the qualifiers. */
struct qtype type_unqual(struct qtype q);
/* True when complete, after parsing lazy members; false: it is an incomplete type. */
bool type_complete(struct types *ts, struct qtype q);
/* The definition of an enum, with its values. */
struct enum_def *type_enum(struct types *ts, struct type *t);
bool type_is_integer(struct qtype q); /* incl. bool, enum, __int128 */
bool type_is_signed(struct qtype q);
bool type_is_float(struct qtype q);
bool type_is_arith(struct qtype q);
bool type_is_scalar(struct qtype q); /* arithmetic or pointer */
bool type_is_pointer(struct qtype q);
bool type_is_func(struct qtype q);
bool type_is_array(struct qtype q);
bool type_is_record(struct qtype q);
bool type_is_void(struct qtype q);
/* attribute address_space(n) of an object of this type; of an array that of its elements */
uint32_t type_address_space(struct qtype q);
struct qtype type_pointee(struct qtype q); /* of a pointer; of an array its element */
/* C11 6.2.7. Qualifiers at the top count when `quals`. */
bool type_compatible(struct types *ts, struct qtype a, struct qtype b, bool quals);
struct qtype type_composite(struct types *ts, struct qtype a, struct qtype b);
/* As C spells it, for diagnostics: "const struct iphdr *". */
const char *type_name(struct arena *a, struct qtype q);

/* layout.c; bytes. Sizes of incomplete types are 0, of void and functions 1 (GNU). */
uint64_t type_size(struct types *ts, struct qtype q);
uint32_t type_align(struct types *ts, struct qtype q);
unsigned type_bits(struct types *ts, struct qtype q); /* width of an integer type; bool is 8 here */
void layout_record(struct types *ts, struct record *r); /* fields' offsets, size, align */
/*
 * The member with this name, also inside anonymous members: the path of fields to it, outermost
 * first. The path's length; 0 when there is none.
 */
unsigned record_find(
	struct types *ts, struct record *r, struct ident *name, struct field **path, unsigned max);

#endif
