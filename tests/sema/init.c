// Initialisers: braces, elision, designators, overriding.
// flags: -Winitializer-overrides
struct point { int x, y; };
struct line { struct point a, b; int w; };
struct mix { char c; struct { int d; union { int e; char f[4]; }; }; int z : 3, : 2, q : 5; int tail[]; };
struct deep { struct { struct { int v[2]; } in; } out; };
struct empty { };
struct with_empty { struct empty e; int n; };
union u { int i; long l; struct point p; };

struct point p1 = { 1, 2 }, p2 = { .y = 3 }, p3 = { y: 4, x: 5 };
struct line l1 = { 1, 2, 3, 4, 5 }, l2 = { { 1 }, .b.y = 2, 3 }, l3 = { .b = { 7 }, .a.x = 8, 9 };
struct mix m1 = { 'a', .e = 7, .q = 3, .tail = { 1, 2, 3 } }, m2 = { .f = "xy", 5, 6 };
struct deep d1 = { 1, 2 }, d2 = { .out.in.v[1] = 4 };
struct with_empty w1 = { {}, 4 };
union u u1 = { 1 }, u2 = { .l = 2 }, u3 = { .i = 1, .l = 5 }, u4 = { .p.x = 1, .p.y = 2 };
int a1[] = { 1, 2, 3 }, a2[] = { [5] = 1, 2, [1] = 3 }, a3[4] = { [0 ... 2] = 7 }, a4[2][2] = { 1, 2, 3 };
int a5[3] = { [0] = 1, // expect-note: previous initialization is here
	[0] = 2 }; // expect-warning: initializer overrides prior initialization
char s1[] = "abc", s2[3] = "abc", s3[6] = { "ab" }, s4[2][3] = { "ab", { 'c' } }, s5[] = { 'a', "b"[0] == 'b' };
int wide[] = L"ab";
struct line range[] = { [1 ... 2] = { .w = 1 }, { .w = 2 } };
struct point *ptr = &p1;
int *elem = &a1[2];
struct { int n; struct point list[]; } flex = { 2, { { 1, 2 }, { 3, 4 } } };
int scalar = { 5 };
long casted = (long)&a1;
struct point lit = (struct point){ 6, 7 };
int *anon = (int[]){ 1, 2 };

int f(int n, struct line src)
{
	struct line local = { src.a, .w = n };
	struct line whole = src;
	struct { struct point p; int k; } mixed = { .p = src.b, .p.x = n };
	int zero[8] = {};
	struct point tmp = (struct point){ n, 1 };
	char text[8] = "hi";

	return local.w + whole.w + mixed.k + zero[0] + tmp.x + text[0];
}
