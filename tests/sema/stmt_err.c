// SPDX-License-Identifier: BSD-2-Clause
// flags: -Wall
// What statements must not do, one a line; the verdicts are clang's.
struct s {
	int a;
};
enum e { A, B, C };

void jumps(int x)
{
	break; // expect-error: 'break' statement not in loop or switch statement
	continue; // expect-error: 'continue' statement not in loop statement
	case 1:; // expect-error: 'case' statement not in switch statement
	default:; // expect-error: 'default' statement not in switch statement
	goto nowhere; // expect-error: use of undeclared label 'nowhere'
twice:
twice: // expect-error: redefinition of label 'twice'
	goto twice;
unused: // expect-warning: unused label 'unused'
	x++;
}

void switches(int x, struct s s, enum e e, char c)
{
	switch (s) // expect-error: statement requires expression of integer type ('struct s' invalid)
		;
	switch (x) {
	case 1:
	case 2 ... 5:
	case 3: // expect-error: duplicate case value '3'
		break;
	case 1: // expect-error: duplicate case value '1'
		break;
	case 9 ... 8: // expect-warning: empty case range specified
		break;
	case x: // expect-error: expression is not an integer constant expression
		break;
	case 0x100000000: // expect-warning: overflow converting case value to switch condition type (4294967296 to 0)
		break;
	default:
	default: // expect-error: multiple default labels in one switch
		break;
	}
	switch (e) { // expect-warning: enumeration values 'B' and 'C' not handled in switch
	case A:
		break;
	}
	switch (e) {
	case A:
	case B:
	case C:
	case 7: // expect-warning: case value not in enumerated type 'enum e'
		break;
	}
	switch (e) {
	case A ... C:
		break;
	}
	switch (c) {
	case 1000:
		break;
	}
}

int returns_value(void)
{
	return; // expect-error: non-void function 'returns_value' should return a value
}

void returns_nothing(void)
{
	return 1; // expect-error: void function 'returns_nothing' should not return a value
}

int *returns_local(void)
{
	int x, y[2];

	if (x)
		return y; // expect-warning: address of stack memory associated with local variable 'y' returned
	return &x; // expect-warning: address of stack memory associated with local variable 'x' returned
}

void conditions(struct s s, int x, int arr[2])
{
	int z[2];

	if (s) // expect-error: statement requires expression of scalar type ('struct s' invalid)
		x++;
	while (s) // expect-error: statement requires expression of scalar type ('struct s' invalid)
		x++;
	for (; s;) // expect-error: statement requires expression of scalar type ('struct s' invalid)
		x++;
	do
		x++;
	while (s); // expect-error: statement requires expression of scalar type ('struct s' invalid)
	if (x = 1) // expect-warning: using the result of an assignment as a condition without parentheses
		x++;
	if ((x = 1))
		x++;
	if (z) // expect-warning: address of array 'z' will always evaluate to 'true'
		x++;
	if (conditions) // expect-warning: address of function 'conditions' will always evaluate to 'true'
		x++;
	if (x); // expect-warning: if statement has empty body
	if (x)
		if (x > 1) // expect-warning: add explicit braces to avoid dangling else
			x++;
		else
			x--;
}

void useless(int x, int y, int *p)
{
	x == y; // expect-warning: equality comparison result unused
	x < y; // expect-warning: relational comparison result unused
	x + y; // expect-warning: expression result unused
	x; // expect-warning: expression result unused
	*p; // expect-warning: expression result unused
	(void)x;
	x, y; // expect-warning: left operand of comma operator has no effect
	x ? y : 1; // expect-warning: expression result unused
	!x; // expect-warning: expression result unused
	"abc"; // expect-warning: expression result unused
	x++, y++;
	x && y++;
}

void precedence(int x, int y, int z)
{
	x = x & y == z; // expect-warning: & has lower precedence than ==; == will be evaluated first
	x = x << y + z; // expect-warning: operator '<<' has lower precedence than '+'; '+' will be evaluated first
	x = x && y || z; // expect-warning: '&&' within '||'
	x = x & y | z; // expect-warning: '&' within '|'
	x = !x == y; // expect-warning: logical not is only applied to the left hand side of this comparison
	x = !x & y; // expect-warning: logical not is only applied to the left hand side of this bitwise operator
	x = x + y ? 1 : 2;
	x = x << (y == z) ? 1 : 2; // expect-warning: operator '?:' has lower precedence than '<<'; '<<' will be evaluated first
	x = x == x; // expect-warning: self-comparison always evaluates to true
	x &= y == z;
}

void computed(void *p)
{
	goto *p; // expect-error: computed goto is not supported by BPF: it has no indirect jump
}

void assembly(int x, const int k, struct s s)
{
	asm volatile("" : "r"(x)); // expect-error: invalid output constraint 'r' in asm
	asm volatile("" : "=r"(3)); // expect-error: invalid lvalue in asm output
	asm volatile("" : "=r"(k)); // expect-error: cannot assign to variable 'k' with const-qualified type 'const int'
	asm volatile("" : : "=r"(x));
	asm volatile("" : : "7"(x)); // expect-error: invalid input constraint '7' in asm
	asm volatile("" : : "r"(s)); // expect-error: invalid type 'struct s' in asm input
	asm volatile("%0" : "+r"(x) : "r"(k) : "memory", "r0");
	asm volatile("" ::: "memory");
	asm goto("" : : : : out);
	asm("x" "y");
out:;
}

void pragmas(int x)
{
#pragma unroll // expect-error: expected a for, while, or do-while loop to follow the loop pragma
	x++;
#pragma unroll(3)
	for (int i = 0; i < 3; i++)
		x++;
#pragma clang loop unroll(sideways) // expect-error: invalid argument; expected 'enable', 'full' or 'disable'
	while (x)
		x--;
#pragma clang loop unroll(full)
	while (x)
		x--;
}

void recovery(int x)
{
	x = ; // expect-error: expected expression
	x = 1 // expect-error: expected ';' after expression
	x = 2;
	if x // expect-error: expected '(' after 'if'
		x++;
	x = (1 + ; // expect-error: expected expression
	for (x = 0; x < 3 x++) // expect-error: expected ';' after 'for' statement specifier
		x++;
	do x++; while (x) // expect-error: expected ';' after do/while statement
	x = x + * 3; // expect-error: indirection requires pointer operand ('int' invalid)
}

void labels(int x)
{
	switch (x) {
	case 1:
		int y = 1; // expect-warning: label followed by a declaration is a C23 extension
		x = y;
	last: // expect-warning: unused label 'last'
	} // expect-warning: label at end of compound statement is a C23 extension
}
