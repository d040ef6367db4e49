// Up to 8 bytes in a register, up to 16 in two, more by address; results beyond 8 through a pointer.
// ir: fn static @one\(i64\) -> i64
// ir: fn static @two\(i64, i64\) -> i32
// ir: fn static @big\(ptr, ptr\)
struct s8 { int a, b; };
struct s16 { long a; int b; };
struct s24 { long a[3]; };
__attribute__((noinline)) static struct s8 one(struct s8 x) { x.a++; return x; }
__attribute__((noinline)) static int two(struct s16 x) { return x.a + x.b; }
__attribute__((noinline)) static struct s24 big(struct s24 x) { x.a[1] = 7; return x; }
long f(struct s8 *p, struct s16 *q, struct s24 *r)
{
	*p = one(*p);
	*r = big(*r);
	return two(*q);
}
