// SPDX-License-Identifier: BSD-2-Clause
// Constant expressions: each assertion holds under clang -target bpf too.
typedef unsigned long u64;
typedef __int128 s128;
#define IS(e, v) _Static_assert((e) == (v), #e)

IS(1 + 2 * 3 - 4 / 2 % 3, 5);
IS(7 / -2, -3);
IS(7 % -2, 1);
IS(-7 / 2, -3);
IS(-7 % 2, -1);
IS(-1 >> 1, -1);
IS(-1u >> 1, 0x7fffffff);
IS(1ull << 63, 0x8000000000000000ull);
IS(~0u, 4294967295u);
IS(-1 < 1u, 0);
IS((signed char)-1 < 1u, 0);
IS((unsigned char)-1 < 1, 0);
IS((unsigned char)300, 44);
IS((signed char)200, -56);
IS((_Bool)256, 1);
IS((_Bool)0.5, 1);
IS((int)3.99, 3);
IS((int)-3.99, -3);
IS((int)(1.5 * 2 + 0.25 / 0.5), 3);
IS(1.5 < 2, 1);
IS(!0.0, 1);
IS((u64)(1e9 / 3), 333333333);
IS('a', 97);
IS('\xff', -1);
IS(L'\xff', 255);
IS(u'x', 120);
IS('ab', 24930); // expect-warning: multi-character
IS(sizeof('a'), 4);
IS(sizeof(L"ab"), 12);
IS(sizeof("abc" "def"), 7);
IS("abc"[1], 'b');
IS(1 ? 2 : 3, 2);
IS(0 ? 1 / 0 : 3, 3);
IS(5 ?: 1, 5);
IS(0 ?: 7, 7);
IS(0 && 1 / 0, 0);
IS(1 || 1 / 0, 1);
IS(2 && 3, 1);
IS(!5, 0);
IS((s128)1 << 100 >> 98, 4);
IS((s128)-1 < 0, 1);
IS((unsigned __int128)-1 > (u64)-1, 1);
IS((u64)((unsigned __int128)0xffffffffffffffff * 0xffffffffffffffff >> 64), 0xfffffffffffffffe);
IS(0x7fffffffffffffff, 9223372036854775807);
IS(sizeof(2147483647), 4);
IS(sizeof(2147483648), 8);
IS(sizeof(0x80000000), 4);
IS(sizeof(4294967296), 8);
IS(sizeof(1u), 4);
IS(sizeof(1l), 8);
IS(sizeof(1.f), 4);

/* types */
#define T(e, t) _Static_assert(_Generic((e), t: 1, default: 0), #e)
struct bits {
	unsigned a : 5;
	unsigned b : 32;
	u64 c : 40;
	u64 d : 5;
	signed e : 3;
	_Bool f : 1;
} bits;
enum e { A, B };
enum big { BIG = 0xffffffffffull };
enum neg { NEG = -1, BIG2 = 0x7fffffff };
enum e ev;
unsigned char uc;
short s;
long l;
unsigned u;
long long ll;
unsigned long ul;
int arr[3];
const int carr[3];
int *ip;
void *vp;
const char *ccp;
int func(int);
T(uc + uc, int);
T(s << ul, int);
T(ul << s, unsigned long);
T(l + u, long);
T(ll + ul, unsigned long long);
T(l + ll, long long);
T(u + 1, unsigned);
T(+uc, int);
T(-uc, int);
T(~s, int);
T(!ul, int);
T(ip - ip, long);
T(&arr[2] - arr, long);
T(arr, int *);
T(&arr, int(*)[3]);
T(carr, const int *);
T(func, int (*)(int));
T(*func, int (*)(int));
T(&func, int (*)(int));
T(arr + 1, int *);
T(1 + arr, int *);
T(vp + 1, void *);
T("s", char *);
T(A, int);
T(BIG, unsigned long);
T(NEG, int);
T(ev, enum e);
T(ev + 1, unsigned);
T(+bits.a, int);
T(+bits.b, unsigned);
T(+bits.c, u64);
T(+bits.d, int);
T(+bits.e, int);
T(+bits.f, int);
T(bits.d + 1, int);
T(1 ? ip : 0, int *);
T(1 ? ip : vp, void *);
T(1 ? ip : (void *)0, int *);
T(1 ? ccp : (char *)0, const char *);
T(1 ? uc : s, int);
T(1 ? l : 1u, long);
T((0, uc), unsigned char);
T(uc = 1, unsigned char);
T(uc++, unsigned char);
T(uc += 1, unsigned char);
T(sizeof(int), unsigned long);
T(1 == 1, int);
T(ip == 0, int);
T(1 && 1, int);
T(1.f + 1, float);
T(1.f + 1., double);
T(1.f + 1.l, long double);
T((s128)1 + ul, __int128);
T(__builtin_bswap16(1), unsigned short);
T(__builtin_bswap64(1), unsigned long);
T(__builtin_constant_p(1), int);
T(__builtin_expect(uc, 1), long);
T(__builtin_memcpy(vp, vp, 1), void *);

/* builtins */
IS(__builtin_bswap16(0x1234), 0x3412);
IS(__builtin_bswap32(0x12345678), 0x78563412);
IS(__builtin_bswap64(0x123456789abcdef0), 0xf0debc9a78563412);
IS(__builtin_clz(1), 31);
IS(__builtin_clzll(1), 63);
IS(__builtin_ctz(8), 3);
IS(__builtin_ctzll(1ull << 40), 40);
IS(__builtin_popcount(0xff), 8);
IS(__builtin_popcountll(-1ull), 64);
IS(__builtin_ffs(0), 0);
IS(__builtin_ffs(8), 4);
IS(__builtin_parity(7), 1);
IS(__builtin_clrsb(0), 31);
IS(__builtin_clrsb(-8), 28);
IS(__builtin_bitreverse8(1), 0x80);
IS(__builtin_rotateleft32(0x80000001, 1), 3);
IS(__builtin_rotateright8(1, 1), 0x80);
IS(__builtin_strlen("abc"), 3);
IS(__builtin_constant_p(3), 1);
IS(__builtin_constant_p(u), 0);
IS(__builtin_constant_p("abc"), 1);
IS(__builtin_expect(3, 1), 3);
IS(__builtin_types_compatible_p(int, const int), 1);
IS(__builtin_types_compatible_p(int, unsigned), 0);
IS(__builtin_types_compatible_p(char *, const char *), 0);
IS(__builtin_types_compatible_p(int[], int[3]), 1);
IS(__builtin_choose_expr(1, 2, "x"), 2);
IS(sizeof(__builtin_choose_expr(0, 2, "xyz")), 4);
IS(_Generic(1.0, int: 1, double: 2, default: 3), 2);
IS(_Generic((char)1, int: 1, default: 3), 3);

/* offsets and addresses */
struct in {
	int a;
	struct {
		char b;
		union {
			short c[4];
			long d;
		};
	};
} in;
IS(__builtin_offsetof(struct in, c[2]), 20);
IS(__builtin_offsetof(struct in, d), 16);
IS((u64) & ((struct in *)0)->c[1], 18);
IS((char *)&((struct in *)100)->d - (char *)100, 16);
IS(&in.c[3] - &in.c[1], 2);
IS(&in != 0, 1);
IS(&arr[1] > &arr[0], 1);
const int k = 5;
IS(k + 1, 6);

/* static initialisers */
int *a1 = &arr[1] + 1;
u64 a2 = (u64)&arr + 4;
char *a3 = "abc" + 1;
long a4 = (char *)&in.d - (char *)&in;
int (*a5)(int) = func;
int a6 = &arr == 0;
_Bool a7 = arr;
void *a8 = (void *)0x1234;
u64 a9 = ~0ull * 3;
int b1 = u;               // expect-error: initializer element is not a compile-time constant
int b2 = func(1);         // expect-error: initializer element is not a compile-time constant
int b3 = (int)(u64)&arr;  // expect-error: initializer element is not a compile-time constant
int *b4 = &arr[u];        // expect-error: initializer element is not a compile-time constant
u64 b5 = (u64)&arr * 2;   // expect-error: initializer element is not a compile-time constant
int b6 = arr[0];          // expect-error: initializer element is not a compile-time constant
