// Specifiers and declarators.
typedef unsigned long size_type;
typedef int fn(int, char *);
typedef int vec[4];
unsigned u; long unsigned int lu; long long ll; signed char sc; short int si; unsigned long long int ull;
unsigned __int128 big; _Bool b; const volatile int cv; char const *const cc;
int *p, **pp, *a[3], (*pa)[3], (*pf)(void), *(*(*complex)(int (*)(char), ...))[2];
fn *pfn, f1; vec v1, v2[2]; const vec cvec;
static int sfun(vec arg, fn callback, int arr[static 2], int q[const]) { return arg[0] + callback(1, 0) + arr[0] + q[1]; }
struct fwd; struct fwd *pfwd; struct fwd { int a; };
enum e { E0, E1 = 10, E2, E3 = -1 }; enum big { B0 = 1ull << 40, B1 }; enum __attribute__((packed)) small { S0 = 200 };
enum fixed : unsigned char { F0 = 255 };
__typeof__(p) tp; __typeof__(int[3]) ta; __typeof__(*pa) tpa; __typeof_unqual__(cv) uq;
extern int redeclared[]; int redeclared[3]; extern int redeclared[];
int tentative; int tentative; static int internal; extern int internal;
_Alignas(16) int aligned; _Alignas(long) char aligned2; int attr __attribute__((aligned(32), section(("foo")), used, weak));
int label __asm__("other_name"); __extension__ typedef struct { int x; } ext;
extern const void ksym __attribute__((section(".ksyms")));
int mode __attribute__((mode(DI))); unsigned mode2 __attribute__((__mode__(__QI__)));
typedef int *__attribute__((btf_type_tag("user"))) tagged; int __attribute__((btf_type_tag("rcu"))) *tagged2;
int decl_tagged __attribute__((btf_decl_tag("a"), btf_decl_tag("b")));
int __attribute__((address_space(1))) *arena;
static inline __attribute__((always_inline)) int inl(void) { extern int inside; return inside + E3; }
int usesizes[sizeof(enum big)], usesizes2[sizeof(enum small)], usesizes3[sizeof(enum fixed)];


asm("file scope");
_Static_assert(sizeof(struct fwd) == 4);
_Static_assert(_Alignof(aligned2) == 8, "alignof");
int main_like(int argc, char *argv[]) { (void)sfun; (void)inl; static int st = 4; auto int au = st; register int r asm("r3") = au; return r; }
const char *name(void) { return __func__; }
void cleanup(int *x); int cleaned(void) { int x __attribute__((cleanup(cleanup))) = 1; __auto_type y = x + 1ul; return (int)y; }
