// Constant indexes belong to the path, a variable one ends it, a second look is the same relocation.
// ir: access "0:1:1:2"
// ir: access "0:1:1"$
// ir: access "0:3"
// ir: kind 2 .* value 1 access "0:0"
// ir: access "2:0"
// ir: kind 1 .* value 4 access "0:3"
// ir: kind 9 .* value 28 access "0"
// ir: kind 11 .* value 7 access "1"
// no: core 8
struct in { int x; int y[4]; } __attribute__((preserve_access_index));
struct s { int a; struct in i; unsigned b : 3, c : 7; } __attribute__((preserve_access_index));
enum e { A = 5, B = 7 };
int f(struct s *p, int n)
{
	return p->i.y[2] + p->i.y[n] + p->c + p->i.y[2] + __builtin_preserve_field_info(p->a, 2) + p[2].a +
	       __builtin_preserve_field_info(p->c, 1) + __builtin_preserve_type_info(*(struct s *)0, 1) +
	       __builtin_preserve_enum_value(*(enum e *)B, 1);
}
