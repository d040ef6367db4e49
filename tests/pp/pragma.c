/* SPDX-License-Identifier: BSD-2-Clause */
#pragma unroll
#pragma unroll 4
#pragma clang loop unroll(full)
#pragma pack(push, 1)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused"
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
#pragma GCC diagnostic pop
int a;
#define SEC(name) \
	_Pragma("GCC diagnostic push") \
	_Pragma("GCC diagnostic ignored \"-Wignored-attributes\"") \
	__attribute__((section(name), used)) \
	_Pragma("GCC diagnostic pop")
int f(void *ctx) SEC("socket")
{
	_Pragma("unroll") for (;;) ;
}
#define STR "pack(pop)"
_Pragma(STR)
#define P(x) _Pragma(#x) x
#define ID(x) x
ID(P(weak foo))
#pragma push_macro("M")
#define M 1
#pragma push_macro("M")
#undef M
#define M 2
M
#pragma pop_macro("M")
M
#pragma pop_macro("M")
M
#pragma STDC FP_CONTRACT ON
end
