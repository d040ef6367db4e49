// Every kind of BTF, and which structs are described in full, as clang has them.
struct c1 { int a; }; struct c2 { int a; }; struct c3 { int a; }; struct c4 { int a; };
struct c5 { int a; }; struct c6 { int a; }; struct c7 { int a; }; struct c8 { int a; };
typedef struct c3 c3_t;
typedef const struct c7 c7_t;
typedef struct { int a; struct c8 *p; } anon_t;
enum small { A = -1, B }; enum big { C = 1ull << 40, D }; enum u { E = 0xffffffff };
struct later;
union un { int a; float b; double c; };
struct s {
	const struct c1 *a; volatile struct c2 *b; c3_t *c; struct c4 **d; const c3_t *e; struct c5 *arr[2];
	void (*f)(struct c6 *, ...); c7_t *g; anon_t *h; struct s *self; struct later *l; union un u;
	enum small e1; enum big e2; enum u e3; _Bool flag; signed char sc; unsigned char uc; char ch; short sh;
	unsigned short us; long long ll; unsigned long long ull; __int128 i128; unsigned __int128 u128;
	int two[2][3]; int flex0[0];
	struct { int in1; }; const struct { int in2; };
	unsigned b1 : 3, : 5, b2 : 9; int b3 : 4;
	int tagged __attribute__((btf_decl_tag("member"))); int __attribute__((btf_type_tag("user"))) *tt;
} __attribute__((btf_decl_tag("rec")));
typedef int tdt __attribute__((btf_decl_tag("td")));
static volatile int counter; const volatile int option = 3; int zero; static int data = 5; tdt tv;
extern int kcfg __attribute__((section(".kconfig"), weak));
extern const void ksym __attribute__((section(".ksyms")));
extern int kfunc(struct c1 *p, const int n) __attribute__((section(".ksyms")));
struct { int (*type)[2]; int *key; struct c4 *value; } map __attribute__((section(".maps"), used));
__attribute__((noinline)) static int sub(const int x, const char *const restrict p) { return x + *p + counter++; }
int glob(struct s *s, int arg __attribute__((btf_decl_tag("arg")))) __attribute__((btf_decl_tag("fn")))
{
	return sub(data += s->b2, (char *)s) + sub(3, (char *)s) + kcfg + (long)&ksym + kfunc((struct c1 *)s->c, 3) + option;
}
char _license[] __attribute__((section("license"), used)) = "GPL";
