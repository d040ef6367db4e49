// SPDX-License-Identifier: BSD-2-Clause
// Calls of builtins that are wrong, one a line; the verdicts are clang's.
struct s {
	int x : 3;
	int y;
};
enum e { A, B };

void atomics(int *ip, const int *cp, void *vp, struct s *p, unsigned long *up, char *chp, int **ipp)
{
	__sync_fetch_and_add(cp, 1); // expect-error: address argument to atomic builtin cannot be const-qualified ('const int *' invalid)
	__sync_fetch_and_add(vp, 1); // expect-error: address argument to atomic builtin must be a pointer to integer or pointer ('void *' invalid)
	__sync_fetch_and_add(p, 1); // expect-error: address argument to atomic builtin must be a pointer to integer or pointer ('struct s *' invalid)
	__sync_fetch_and_add(3, 1); // expect-error: address argument to atomic builtin must be a pointer ('int' invalid)
	__sync_fetch_and_add(ip); // expect-error: too few arguments to function call, expected 2, have 1
	__sync_fetch_and_add(ip, 1);
	__sync_fetch_and_add(up, ip); // expect-error: incompatible pointer to integer conversion passing 'int *' to parameter of type 'unsigned long'
	__sync_val_compare_and_swap(up, 1); // expect-error: too few arguments to function call, expected 3, have 2
	__atomic_load_n(ip); // expect-error: too few arguments to function call, expected 2, have 1
	__atomic_store_n(ip, 1, 5, 6); // expect-error: too many arguments to function call, expected 3, have 4
	__atomic_fetch_add(ip, 1, 5);
	__atomic_compare_exchange_n(ip, 1, 2, 0, 5, 5); // expect-error: incompatible integer to pointer conversion passing 'int' to parameter of type 'int *'
	__sync_lock_release(ip);
	__sync_synchronize();
}

void others(struct s *p, const int *cp, int *ip, double d, int n, void *v)
{
	(void)__builtin_add_overflow(1, 2, cp); // expect-error: result argument to overflow builtin must be a pointer to a non-const integer type ('const int *' invalid)
	(void)__builtin_add_overflow(1, 2.0, ip); // expect-error: operand argument to overflow builtin must be an integer type ('double' invalid)
	(void)__builtin_add_overflow(1, 2, n); // expect-error: result argument to overflow builtin must be a pointer to a non-const integer type ('int' invalid)
	(void)__builtin_add_overflow(1, 2); // expect-error: too few arguments to function call, expected 3, have 2
	(void)__builtin_add_overflow(1ull, n, ip);
	(void)__builtin_preserve_field_info(p, 0); // expect-error: __builtin_preserve_field_info argument 1 not a field access
	(void)__builtin_preserve_field_info(p->x, n); // expect-error: argument to '__builtin_preserve_field_info' must be a constant integer
	(void)__builtin_preserve_field_info(p->x, 0);
	(void)__builtin_preserve_type_info(p->y, 0); // expect-error: __builtin_preserve_type_info argument 1 invalid
	(void)__builtin_preserve_type_info(*(struct s *)0, 0);
	(void)__builtin_preserve_enum_value(*(enum e *)B, 1);
	(void)__builtin_preserve_enum_value(*(enum e *)p, 1); // expect-error: __builtin_preserve_enum_value argument 1 invalid
	(void)__builtin_btf_type_id(*p, 0);
	__builtin_nonsense(1); // expect-error: use of unknown builtin '__builtin_nonsense'
	__builtin_memcpy; // expect-error: builtin functions must be directly called
	(void)__builtin_object_size(v, n); // expect-error: argument to '__builtin_object_size' must be a constant integer
	(void)__builtin_object_size(v, 4); // expect-error: argument value 4 is outside the valid range [0, 3]
	__builtin_memcpy(v, v); // expect-error: too few arguments to function call, expected 3, have 2
	__builtin_memcpy_inline(v, v, n); // expect-error: argument to '__builtin_memcpy_inline' must be a constant integer
	__builtin_memset(v, 0, sizeof(*p));
	__builtin_memcpy(n, v, 4); // expect-error: incompatible integer to pointer conversion passing 'int' to parameter of type 'void *'
	(void)__builtin_constant_p(); // expect-error: too few arguments to function call, expected 1, have 0
	(void)__builtin_constant_p(n, 1); // expect-error: too many arguments to function call, expected 1, have 2
	(void)__builtin_bswap32(p); // expect-error: incompatible pointer to integer conversion passing 'struct s *' to parameter of type 'unsigned int'
	__builtin_unreachable(1); // expect-error: too many arguments to function call, expected 0, have 1
}
