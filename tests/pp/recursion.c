/* SPDX-License-Identifier: BSD-2-Clause */
#define f(x) x f
f(1)(2)(3)
#define foo foo bar
foo foo
#define a b
#define b a
a b
#define NIL(x) x
#define G_0(arg) NIL(G_1)(arg)
#define G_1(arg) NIL(arg)
G_0(42)
#define LPAREN (
#define RPAREN )
#define F(x, y) x + y
#define ELLIP_FUNC(...) __VA_ARGS__
ELLIP_FUNC(F, LPAREN, 'a', 'b', RPAREN);
ELLIP_FUNC(F LPAREN 'a', 'b' RPAREN);
#define CAT(x, y) x ## y
#define XCAT(x, y) CAT(x, y)
#define ID(x) x
XCAT(ID(1), 3)
#define AB CAT(A, B)
CAT(A, B) AB XCAT(A, B)
#define id(x) x
#define obj id
obj(1) obj
(2) id(id)(id(id)(3))
#define REPEAT_0(m)
#define REPEAT_1(m) m(0)
#define REPEAT_2(m) REPEAT_1(m) m(1)
#define REPEAT(n, m) XCAT(REPEAT_, n)(m)
#define ITEM(n) XCAT(item, n),
REPEAT(2, ITEM)
#define FN2() f2
#define f2(x) [x]
FN2()(7)
#define xyz(q) <q>
xyz
#define xyz2 1
(8) xyz(9
)
#define e1 e2 (
#define e2(y) {y}
e1 5)
