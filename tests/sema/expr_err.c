// SPDX-License-Identifier: BSD-2-Clause
// What expressions must not do, one a line; the verdicts are clang's.
typedef unsigned long u64;
struct s {
	int x : 3;
	int y;
	const int c;
	int arr[4];
};
struct inc;
union u {
	int i;
	char *p;
};
int callee(int a, char *b);
int variadic(int a, ...);
void nothing(void);
int old();

void operators(struct s st, struct s *p, int *ip, long *lp, int i, _Bool b)
{
	(void)(-st); // expect-error: invalid argument type 'struct s' to unary expression
	(void)(!st); // expect-error: invalid argument type 'struct s' to unary expression
	(void)(~1.5); // expect-error: invalid argument type 'double' to unary expression
	(void)(~ip); // expect-error: invalid argument type 'int *' to unary expression
	(void)(st + 1); // expect-error: invalid operands to binary expression ('struct s' and 'int')
	(void)(ip + ip); // expect-error: invalid operands to binary expression ('int *' and 'int *')
	(void)(ip - lp); // expect-error: 'int *' and 'long *' are not pointers to compatible types
	(void)(i - ip); // expect-error: invalid operands to binary expression ('int' and 'int *')
	(void)(ip % 3); // expect-error: invalid operands to binary expression ('int *' and 'int')
	(void)(1.0 % 2); // expect-error: invalid operands to binary expression ('double' and 'int')
	(void)(ip * 2); // expect-error: invalid operands to binary expression ('int *' and 'int')
	(void)(ip << 1); // expect-error: invalid operands to binary expression ('int *' and 'int')
	(void)(ip & 1); // expect-error: invalid operands to binary expression ('int *' and 'int')
	(void)(st && 1); // expect-error: invalid operands to binary expression ('struct s' and 'int')
	(void)(1.0 | 2); // expect-error: invalid operands to binary expression ('double' and 'int')
	(void)(st == st); // expect-warning: self-comparison always evaluates to true // expect-error: invalid operands to binary expression ('struct s' and 'struct s')
	(void)(i ? st : 1); // expect-error: incompatible operand types ('struct s' and 'int')
	(void)(i ? ip : st); // expect-error: incompatible operand types ('int *' and 'struct s')
	st++; // expect-error: cannot assign to an object of type 'struct s': it has a const-qualified member
	*i; // expect-error: indirection requires pointer operand ('int' invalid)
	*b; // expect-error: indirection requires pointer operand ('int' invalid)
	(void)(i ? 1 : nothing); // expect-warning: pointer/integer type mismatch in conditional expression ('int' and 'void (*)(void)')
	(void)((struct inc *)p + 1); // expect-error: incomplete type 'struct inc' where a complete type is required
	(void)*(struct inc *)p; // expect-error: incomplete type 'struct inc' where a complete type is required
}

void lvalues(struct s st, struct s *p, const int k, int i, int arr[3], const struct s *cp)
{
	int local[3];
	register int reg;

	3 = i; // expect-error: expression is not assignable
	i + 1 = 2; // expect-error: expression is not assignable
	i++ = 3; // expect-error: expression is not assignable
	k = 1; // expect-error: cannot assign to variable 'k' with const-qualified type 'const int'
	st.c = 1; // expect-error: cannot assign to non-static data member 'c' with const-qualified type 'const int'
	st = *p; // expect-error: cannot assign to an object of type 'struct s': it has a const-qualified member
	cp->y = 1; // expect-error: read-only variable is not assignable ('const int')
	local = arr; // expect-error: array type 'int[3]' is not assignable
	callee = 0; // expect-error: non-object type 'int (int, char *)' is not assignable
	++callee; // expect-error: non-object type 'int (int, char *)' is not assignable
	&3; // expect-error: cannot take the address of an rvalue of type 'int'
	&i++; // expect-error: cannot take the address of an rvalue of type 'int'
	&st.x; // expect-error: address of bit-field requested
	&reg; // expect-error: address of register variable requested
	(long)i = 3; // expect-error: expression is not assignable
	"abc"[0] = 1;
	++k; // expect-error: cannot assign to variable 'k' with const-qualified type 'const int'
	(i ? i : i) = 1; // expect-error: expression is not assignable
}

void members(struct s st, struct s *p, int i, int *ip, struct inc *q)
{
	st.z = 1; // expect-error: no member named 'z' in 'struct s'
	p.y = 1; // expect-error: member reference type 'struct s *' is a pointer; did you mean to use '->'?
	st->y = 1; // expect-error: member reference type 'struct s' is not a pointer; did you mean to use '.'?
	ip->y = 1; // expect-error: member reference base type 'int' is not a structure or union
	i.y = 1; // expect-error: member reference base type 'int' is not a structure or union
	q->y = 1; // expect-error: incomplete type 'struct inc' where a complete type is required
	st.yy = 1; // expect-error: no member named 'yy' in 'struct s'
	ip[st]; // expect-error: array subscript is not an integer
	ip[1.0]; // expect-error: array subscript is not an integer
	3[4]; // expect-error: subscripted value is not an array, pointer, or vector
	nothing[1]; // expect-error: subscript of pointer to function type 'void (void)'
	st.3; // expect-error: expected ';' after expression // expect-warning: expression result unused
}

int *conversions(u64 u, int i, int *ip, char *cp, struct s st, const char *kp, int (*fp)(int), unsigned *up)
{
	ip = u; // expect-error: incompatible integer to pointer conversion assigning to 'int *' from 'u64' (aka 'unsigned long')
	u = ip; // expect-error: incompatible pointer to integer conversion assigning to 'u64' (aka 'unsigned long') from 'int *'
	i = ip; // expect-error: incompatible pointer to integer conversion assigning to 'int' from 'int *'; dereference with *
	ip = i; // expect-error: incompatible integer to pointer conversion assigning to 'int *' from 'int'; take the address with &
	ip = cp; // expect-warning: incompatible pointer types assigning to 'int *' from 'char *'
	cp = kp; // expect-warning: assigning to 'char *' from 'const char *' discards qualifiers
	up = ip; // expect-warning: assigning to 'unsigned int *' from 'int *' converts between pointers to integer types with different sign
	fp = callee; // expect-error: incompatible function pointer types assigning to 'int (*)(int)' from 'int (*)(int, char *)'
	ip = st; // expect-error: assigning to 'int *' from incompatible type 'struct s'
	i = st; // expect-error: assigning to 'int' from incompatible type 'struct s'
	st = i; // expect-error: cannot assign to an object of type 'struct s': it has a const-qualified member
	ip = 1.5; // expect-error: assigning to 'int *' from incompatible type 'double'
	ip = 0;
	ip = (void *)0;
	ip = 1 - 1; // expect-warning: expression which evaluates to zero treated as a null pointer constant of type 'int *'
	ip = ip ? ip : 5; // expect-warning: pointer/integer type mismatch in conditional expression ('int *' and 'int')
	ip = ip ? ip : cp; // expect-warning: pointer type mismatch ('int *' and 'char *')
	ip == cp; // expect-warning: comparison of distinct pointer types ('int *' and 'char *') // expect-warning: equality comparison result unused
	ip == i; // expect-warning: comparison between pointer and integer ('int *' and 'int') // expect-warning: equality comparison result unused
	ip < i; // expect-warning: ordered comparison between pointer and integer ('int *' and 'int') // expect-warning: relational comparison result unused
	ip < (void *)cp; // expect-warning: comparison of distinct pointer types ('int *' and 'void *') // expect-warning: relational comparison result unused
	ip == (void *)cp; // expect-warning: equality comparison result unused
	ip == 0; // expect-warning: equality comparison result unused
	return i; // expect-error: incompatible integer to pointer conversion returning 'int' from a function with result type 'int *'; take the address with &
}

void calls(int i, char *cp, struct s st)
{
	callee(1); // expect-error: too few arguments to function call, expected 2, have 1
	callee(1, cp, 3); // expect-error: too many arguments to function call, expected 2, have 3
	callee(cp, i); // expect-error: incompatible pointer to integer conversion passing 'char *' to parameter of type 'int' // expect-error: incompatible integer to pointer conversion passing 'int' to parameter of type 'char *'
	callee(st, cp); // expect-error: passing 'struct s' to parameter of incompatible type 'int'
	variadic(); // expect-error: too few arguments to function call, expected at least 1, have 0
	variadic(1, 2, cp, st);
	variadic(1, nothing()); // expect-error: argument type 'void' is incomplete
	nothing(1); // expect-error: too many arguments to function call, expected 0, have 1
	old(1, 2, 3); // expect-warning: passing arguments to a function without a prototype is deprecated in all versions of C and is not supported in C23
	i(1); // expect-error: called object type 'int' is not a function or function pointer
	st(); // expect-error: called object type 'struct s' is not a function or function pointer
	undeclared(1); // expect-error: call to undeclared function 'undeclared'; ISO C99 and later do not support implicit function declarations
	undeclared_name; // expect-error: use of undeclared identifier 'undeclared_name'
	memcpy(cp, cp, 1); // expect-error: call to undeclared library function 'memcpy'; ISO C99 and later do not support implicit function declarations
	callee(1 2); // expect-error: expected ')'
	callee(1,); // expect-error: expected expression
	i = nothing(); // expect-error: assigning to 'int' from incompatible type 'void'
}

void casts(struct s st, int *ip, float f, int i, void *v)
{
	(void)(int)st; // expect-error: operand of type 'struct s' where arithmetic or pointer type is required
	(void)(struct s)3; // expect-error: used type 'struct s' where arithmetic or pointer type is required
	(void)(int *)1.0; // expect-error: operand of type 'double' cannot be cast to a pointer type
	(void)(float)ip; // expect-error: pointer cannot be cast to type 'float'
	(void)(int)ip; // expect-warning: cast to smaller integer type 'int' from 'int *'
	(void)(char)v; // expect-warning: cast to smaller integer type 'char' from 'void *'
	(void)(int *)i; // expect-warning: cast to 'int *' from smaller integer type 'int'
	(void)(void *)i; // expect-warning: cast to 'void *' from smaller integer type 'int'
	(void)(union u)3;
	(void)(union u)3.5; // expect-error: cast to union type from type 'double' not present in union
	(void)(struct inc)st; // expect-error: incomplete type 'struct inc' where a complete type is required
	(void)(int[3])ip; // expect-error: used type 'int[3]' where arithmetic or pointer type is required
	(void)(int)nothing(); // expect-error: operand of type 'void' where arithmetic or pointer type is required
}

void sizes(struct s st, struct s *p)
{
	(void)sizeof(st.x); // expect-error: invalid application of 'sizeof' to bit-field
	(void)sizeof(struct inc); // expect-error: invalid application of 'sizeof' to an incomplete type 'struct inc'
	(void)sizeof(void);
	(void)_Alignof(struct inc); // expect-error: invalid application of '_Alignof' to an incomplete type 'struct inc'
	(void)__builtin_offsetof(struct s, x); // expect-error: cannot compute offset of bit-field 'x'
	(void)__builtin_offsetof(struct s, nope); // expect-error: no member named 'nope' in 'struct s'
	(void)__builtin_offsetof(int, x); // expect-error: offsetof requires struct or union type, 'int' invalid
	(void)__builtin_offsetof(struct s, arr[2]);
	(void)_Generic(1, long : 1); // expect-error: controlling expression type 'int' not compatible with any generic association type
	(void)_Generic(1, int : 1, int : 2); // expect-error: type 'int' in generic association compatible with previously specified type 'int'
	(void)_Generic(1, default : 1, default : 2); // expect-error: duplicate default generic association
	(void)__builtin_choose_expr(st.y, 1, 2); // expect-error: expression is not an integer constant expression
	(void)({ int z = 1; z; }).q; // expect-error: member reference base type 'int' is not a structure or union
	(void)&&label; // expect-error: computed goto is not supported by BPF: it has no indirect jump
}

enum { E1 = 1 / 0, E2 = callee, E3 = 1.5, E4 = (int)1.5 }; // expect-warning: division by zero is undefined // expect-error: expression is not an integer constant expression // expect-error: integer constant expression must have integer type, not 'int (*)(int, char *)' // expect-error: integer constant expression must have integer type, not 'double'
int file_scope = ({ 1; }); // expect-error: statement expression not allowed at file scope
const char *outside = __func__; // expect-warning: predefined identifier is only valid inside function
int i1 = 0x7fffffff + 1; // expect-warning: overflow in expression; result is -2147483648 with type 'int'
int i2 = 1 << 32; // expect-warning: shift count >= width of type
int i3 = 1 << -1; // expect-warning: shift count is negative
int i4 = 5 / 0; // expect-warning: division by zero is undefined // expect-error: initializer element is not a compile-time constant
int i5 = 5 % 0; // expect-warning: remainder by zero is undefined // expect-error: initializer element is not a compile-time constant
int i6 = -1 << 3; // expect-warning: shifting a negative signed value is undefined
int i7 = 4294967296; // expect-warning: implicit conversion from 'long' to 'int' changes value from 4294967296 to 0
char i8 = 300; // expect-warning: implicit conversion from 'int' to 'char' changes value from 300 to 44
unsigned char i9 = -1;
u64 i10 = 18446744073709551615; // expect-warning: integer literal is too large to be represented in a signed integer type, interpreting as unsigned
