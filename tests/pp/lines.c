/* SPDX-License-Identifier: BSD-2-Clause */
int sp\
liced = 1\
2 + 0x\
f;
char *s = "a\
b" "c\"\
d";
// comment \
goes on
/* block *\
/ after
/\
/ line
/\
* block
*\
/ after2
a +\
+ b -\
> c <\
<\
= d
#def\
ine M\
X(a) a\
a
MX(1)
x = '\
a';
trail \  
ing
%:define DIG <: :> <% %>
DIG
int caf\u00e9 = café + \U000000e9;
$dollar a$b
1.2.3.4e+5x 0x1p-3 .5 1..2 1e+ 08
a---b+++c&&&d|||e<<=f>>=g->h...i..j
// ?? trigraphs are off: ??= ??/
"unix??/"
