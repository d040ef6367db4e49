// What an initialiser may not do.
// flags: -Wextra -Wall -Wno-unused-variable
struct point { int x, y; };
struct flex { int n; int tail[]; };
struct undef; // expect-note: forward declaration of 'struct undef'
int g(void);
int x1 = g(); // expect-error: not a compile-time constant
int a1[2] = { 1, 2, 3 }; // expect-warning: excess elements in array initializer
char s1[2] = "abc"; // expect-warning: initializer-string for char array is too long
struct point p1 = { 1, 2, 3 }; // expect-warning: excess elements in struct initializer
struct point p2 = { .z = 1 }; // expect-error: field designator 'z' does not refer to any field
struct point p3 = { [0] = 1 }; // expect-error: array designator cannot initialize non-array type
int a2[3] = { [3] = 1 }; // expect-error: array designator index (3) exceeds array bounds (3)
int a3[3] = { [-1] = 1 }; // expect-error: array designator value '-1' is negative
int a4[3] = { [2 ... 1] = 1 }; // expect-error: array designator range [2, 1] is empty
int a5[] = 1; // expect-error: array initializer must be an initializer list
int i1 = { 1, 2 }; // expect-warning: excess elements in scalar initializer
struct undef u1 = { 1 }; // expect-error: variable has incomplete type 'struct undef'
struct point p4 = 5; // expect-error: incompatible type
int f1(void) = 3; // expect-error: illegal initializer
typedef int t1 = 3; // expect-error: illegal initializer
extern int e1 = 3; // expect-warning: 'extern' variable has an initializer
int twice = 1; // expect-note: previous definition
int twice = 2; // expect-error: redefinition of 'twice'
int nested[2][2] = { 1, 2, 3 }; // expect-warning: suggest braces // expect-warning: suggest braces
struct point p5[2] = { { 1 }, { .x = 2 } };
struct three { int a, b, c; } t3 = { 1, 2 }; // expect-warning: missing field 'c' initializer

void f(void)
{
	struct flex fl = { 1, { 2 } }; // expect-error: initialization of flexible array member is not allowed
	extern int e2 = 3; // expect-error: block scope identifier with linkage cannot have an initializer
	__auto_type q = { 1 }; // expect-error: cannot use '__auto_type' with initializer list
	__auto_type r; // expect-error: requires an initializer
	static int st = g(); // expect-error: not a compile-time constant
}
