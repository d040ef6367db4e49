// What declarations may not do.
// flags: -Wall -Wno-unused-variable -Wno-unused-function
long long long x1; // expect-error: 'long long long' is too long
float int x2; // expect-error: cannot combine with previous 'float'
unsigned float x3; // expect-error: 'float' cannot be signed or unsigned
static extern int x4; // expect-error: cannot combine with previous 'static'
auto int x5; // expect-error: illegal storage class on file-scoped variable
inline int x6; // expect-error: 'inline' can only appear on functions
unknown_t x7; // expect-error: unknown type name 'unknown_t'
typedef int known_type; // expect-note: 'known_type' declared here
known_typ x8; // expect-error: unknown type name 'known_typ'; did you mean 'known_type'?
struct tag { int a; };
tag x9; // expect-error: must use 'struct' tag to refer to type 'tag'
x10; // expect-error: type specifier missing, defaults to 'int'
int restrict x11; // expect-error: restrict requires a pointer
int conflict; // expect-note: previous definition
long conflict; // expect-error: redefinition of 'conflict' with a different type: 'long' vs 'int'
int kind; // expect-note: previous definition
typedef int kind; // expect-error: redefinition of 'kind' as different kind of symbol
int fn(int); // expect-note: previous declaration
int fn(char); // expect-error: conflicting types for 'fn'
int body(void) { return 1; } // expect-note: previous definition
int body(void) { return 2; } // expect-error: redefinition of 'body'
int nonstatic; // expect-note: previous definition
static int nonstatic; // expect-error: static declaration of 'nonstatic' follows non-static
static int isstatic; // expect-note: previous definition
int isstatic; // expect-error: non-static declaration of 'isstatic' follows static
typedef int td; // expect-note: previous definition
typedef long td; // expect-error: typedef redefinition with different types ('long' vs 'int')
typedef int td;
int arr1[-1]; // expect-error: 'arr1' declared as an array with a negative size
int arr2[1.5]; // expect-error: size of array has non-integer type 'double'
int arr3[1ull << 62]; // expect-error: array is too large
int n = 3; int arr4[n]; // expect-error: variable length arrays are not supported by BPF
void arr5[2]; // expect-error: array has incomplete element type 'void'
int arr6[2](void); // expect-error: declared as array of functions
int ret1(void)[2]; // expect-error: function cannot return array type 'int[2]'
struct nowhere inc1; // expect-error: tentative definition has type 'struct nowhere' that is never completed // expect-note: forward declaration
struct nowhere inc2[2]; // expect-error: array has incomplete element type
struct dup { int a; int a; }; // expect-error: duplicate member 'a' // expect-note: previous declaration is here
struct tag { int b; }; // expect-error: redefinition of 'tag'
union tag x12; // expect-error: use of 'tag' with tag type that does not match
struct bits { int a : 33; }; // expect-error: width of bit-field 'a' (33 bits) exceeds
struct bits2 { int a : 0; }; // expect-error: named bit-field 'a' has zero width
struct bits3 { int a : -1; }; // expect-error: bit-field 'a' has negative width (-1)
struct bits4 { int *a : 3; }; // expect-error: bit-field 'a' has non-integral type
struct self { struct self s; }; // expect-error: field has incomplete type 'struct self' // expect-note: is not complete until the closing
struct fun { int f(void); }; // expect-error: field 'f' declared as a function
struct flexmid { int a[]; int b; }; // expect-error: flexible array member 'a' with type 'int[]' is not at the end of struct
enum en { A1, A1 }; // expect-error: redefinition of enumerator 'A1'
enum en2 : unsigned char { A2 = 256 }; // expect-error: enumerator value 256 is not representable
struct; // expect-error: declaration of anonymous struct must be a definition
int; // expect-warning: declaration does not declare anything
_Thread_local int tl; // expect-error: thread-local storage is not supported
int old(a, b) int a, b; { return a; } // expect-warning: a function definition without a prototype is deprecated
int old2(a) int a, c; { return a; } // expect-warning: a function definition without // expect-error: parameter named 'c' is missing
int old3(a) { return a; } // expect-warning: a function definition without // expect-error: parameter 'a' was not declared, defaults to 'int'; ISO C99
int old4(a, a) int a; { return a; } // expect-warning: a function definition without // expect-error: redefinition of parameter 'a'
int variadic(int a, ...) { return a; }
int defarg(int a = 1); // expect-error: C does not support default arguments
int voidp(void, int); // expect-error: 'void' must be the first and only parameter
int voidn(void a); // expect-error: argument may not have 'void' type
int dupp(int a, int a); // expect-error: redefinition of parameter 'a'
int incp(struct nope2 s) { return 0; } // expect-warning: will not be visible outside // expect-error: parameter has incomplete type
_Static_assert(1 == 2, "no"); // expect-error: static assertion failed: no
_Static_assert(0); // expect-error: static assertion failed
int attr1 __attribute__((nosuch)); // expect-warning: unknown attribute 'nosuch' ignored
int attr2 __attribute__((aligned(3))); // expect-error: requested alignment is not a power of 2
int attr4 __attribute__((section((5)))); // expect-error: 'section' attribute requires a string
int attr3 __attribute__((section(5))); // expect-error: 'section' attribute requires a string
int attr4 __attribute__((vector_size(16))); // expect-error: vector types are not supported
_Complex double cplx; // expect-error: complex numbers are not supported
} // expect-error: extraneous closing brace
int missing // expect-error: expected ';' after top level declarator
int after_missing;

void f(void)
{
	int dup; // expect-note: previous definition
	int dup; // expect-error: redefinition of 'dup'
	void v; // expect-error: variable has incomplete type 'void'
	static int g(void); // expect-error: cannot have 'static' storage class
	int nested(void) { return 1; } // expect-error: function definition is not allowed here
	int vla[n]; // expect-error: variable length arrays are not supported by BPF: the size of 'vla'
	struct tag t = { 1 }
	; t.a = 1;
	undeclared_t x; // expect-error: unknown type name 'undeclared_t'
	register int r asm("foo"); // expect-error: unknown register name 'foo' in asm
}

struct without_semi { int a; } // expect-error: expected ';' after struct
int after_struct;
struct last { int a, b }; // expect-warning: expected ';' at end of declaration list

int recovery(int a)
{
	u64 *v = &a; (void)v; // expect-error: unknown type name 'u64'
	if (a { // expect-error: expected ')' // expect-note: to match this '('
		a++;
	}
	retrun a; // expect-error: use of undeclared identifier 'retrun'; did you mean 'return'?
	for (int i = 0; i < 10; i++ // expect-error: expected ')' // expect-note: to match this
		a++;
	int b = 1 // expect-error: expected ';' at end of declaration
	int arr[3 = { 1 }; // expect-error: expected expression
	return b;
}
