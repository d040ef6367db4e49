/* SPDX-License-Identifier: BSD-2-Clause */
#define CAT(a, b) a ## b
#define CAT3(a, b, c) a ## b ## c
CAT(1, 2) CAT(x, 1) CAT(x, y) CAT(., 5) CAT(1, .5) CAT(1e, 5) CAT3(1e, +, 5)
CAT(<, <=) CAT(-, >) CAT(+, +) CAT(&, &) CAT(|, |) CAT(#, #) CAT(%:, %:) CAT(<, :)
CAT(L, "wide") CAT(u8, "x") CAT(U, 'c')
CAT(,) CAT(a,) CAT(,b)
#define OBJ a ## b ## 1
OBJ
#define EMPTY
CAT(EMPTY, EMPTY) CAT(EMP, TY)
#define wh(a, b) [a ## b] [a## b] [ a ##b ]
wh(1, 2) wh( 1 , 2 ) wh(,)
#define S(x) #x
#define X(x) S(x)
S( a  b   c ) S("s\n\"") S('\'') S('"') S(a/**/b) S(a /**/ b) S(
	multi
	line ) X(CAT(a, b)) S(CAT(a, b)) S(L"x\y") S() S( )
S("\\") S('\\') S(@ ` $x)
#define hexa(x) 0x ## x ## UL
hexa(ff) hexa(1e) hexa()
#define DOTS(a) a.b a.c .a a->d ...a
DOTS(q)
