/* SPDX-License-Identifier: BSD-2-Clause */
#define A(fmt, ...) f(fmt, ##__VA_ARGS__)
#define B(fmt, args...) f(fmt, ##args)
#define C(...) f(a, ##__VA_ARGS__)
#define D(x, ...) f(x __VA_OPT__(,) __VA_ARGS__)
#define E(x, ...) f(x __VA_OPT__(+ x ## x -) )
#define F(...) f(0 __VA_OPT__(,) __VA_ARGS__)
#define G(X, ...) f(0, X __VA_OPT__(,) __VA_ARGS__)
#define SDEF(sname, ...) S sname __VA_OPT__(= { __VA_ARGS__ })
#define EMP
#define H2(X, Y, ...) __VA_OPT__(X ## Y,) __VA_ARGS__
#define H3(X, ...) #__VA_OPT__(X##X X##X)
#define H4(X, ...) __VA_OPT__(a X ## X) ## b
#define H5A(...) __VA_OPT__()/**/__VA_OPT__()
#define H5B(X) a ## X ## b
#define H5C(X) H5B(X)
A("x"); A("x",); A("x", 1); A("x", 1, 2); A(A("y", 3), A("z"))
B("x"); B("x",); B("x", 1); B("x", 1, 2)
C(); C(1); C(1,2); C(EMP)
D(1); D(1,); D(1,2); D(1,2,3); D(1, EMP)
E(1); E(1, 2)
F(a, b, c) F() F(EMP)
G(a, b, c) G(a, ) G(a)
SDEF(foo); SDEF(bar, 1, 2);
H2(a, b, c, d)
H3(, 0);
H4(, 1)
H5C(H5A())
#define EMPTY()
#define DEFER(id) id EMPTY()
#define EXPAND(...) __VA_ARGS__
#define REST(a, ...) __VA_ARGS__
REST(1) REST(1,2) REST(1,2,3) REST((1,2),3)
EXPAND(DEFER(REST)(1,2,3))
#define COUNT(...) COUNT_(__VA_ARGS__, 5, 4, 3, 2, 1, 0)
#define COUNT_(a, b, c, d, e, n, ...) n
COUNT(a) COUNT(a,b) COUNT(a,b,c,d,e)
#define bpf_printk(fmt, ...) ({ static const char ____fmt[] = fmt; trace(____fmt, sizeof(____fmt), ##__VA_ARGS__); })
bpf_printk("a %d", 1); bpf_printk("b");
