%{
/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The grammar of classic BPF assembly, bpf_asm's: no line ends, an instruction follows the other.
 * What an instruction means is in cbpf_asm.c; this file says only how it is written.
 * Beyond bpf_asm: "[x+14]", where "+14" is a number of its own.
 */
#include "cbpf_asm.h"
#include "cbpf.tab.h"
#include "cbpf.lex.h"

#define YYLLOC_DEFAULT(cur, rhs, n) \
	((cur).begin = (n) ? YYRHSLOC(rhs, 1).begin : YYRHSLOC(rhs, 0).end, \
	 (cur).end = YYRHSLOC(rhs, (n) ? (n) : 0).end)
%}
%code {
static void cbpf_yyerror(struct src_range *, void *, struct cbpf_asm *, const char *);
}
%code requires {
#include "cbpf_asm.h"
}
%define api.pure full
%define api.prefix {cbpf_yy}
%define api.location.type {struct src_range}
%define parse.error custom
%define parse.lac full
%locations
%expect 0
%lex-param   { void *scanner }
%parse-param { void *scanner } { struct cbpf_asm *as }
%union {
	uint32_t number;
	enum cbpf_id id;
	struct ident *label;
	struct cbpf_operand operand;
}
%token END 0         "end of file"
%token <id> LD LDHB LDI LDX LDXB ST JMP JCC JNCC ALU PLAIN RET
%token LEN           "'len'"
%token <number> EXT  "an extension"
%token <number> NUMBER "a number"
%token <number> SIGNED "+number"
%token <label> LABEL "a label"
%type <number> number mem msh
%type <operand> packet operand
%%
program
	: line
	| program line
	;
line
	: insn
	| LABEL ':'                     { cbpf_asm_label(as, $1, @1); } insn
	| error
	;
insn
	: LD '#' number                 { cbpf_asm_insn(as, CBPF_LD_IMM, $3, @$); }
	| LD LEN                        { cbpf_asm_insn(as, CBPF_LD_LEN, 0, @$); }
	| LD mem                        { cbpf_asm_insn(as, CBPF_LD_MEM, $2, @$); }
	| LD packet                     { cbpf_asm_load(as, $1, $2, @$); }
	| LD EXT                        { cbpf_asm_insn(as, $1, CBPF_AD_OFF + $2, @$); }
	| LDHB packet                   { cbpf_asm_load(as, $1, $2, @$); }
	| LDHB EXT                      { cbpf_asm_insn(as, $1, CBPF_AD_OFF + $2, @$); }
	| LDI '#' number                { cbpf_asm_insn(as, $1, $3, @$); }
	| LDI number                    { cbpf_asm_insn(as, $1, $2, @$); }
	| LDX '#' number                { cbpf_asm_insn(as, CBPF_LDX_IMM, $3, @$); }
	| LDX LEN                       { cbpf_asm_insn(as, CBPF_LDX_LEN, 0, @$); }
	| LDX mem                       { cbpf_asm_insn(as, CBPF_LDX_MEM, $2, @$); }
	| LDX msh                       { cbpf_asm_insn(as, CBPF_LDX_MSH, $2, @$); }
	| LDXB msh                      { cbpf_asm_insn(as, CBPF_LDX_MSH, $2, @$); }
	| ST mem                        { cbpf_asm_insn(as, $1, $2, @$); }
	| JMP LABEL                     { cbpf_asm_goto(as, $2, @2, @$); }
	| JCC operand ',' LABEL         { cbpf_asm_jump(as, $1, $2, @$);
					  cbpf_asm_target(as, CBPF_JT, $4, @4); }
	| JCC operand ',' LABEL ',' LABEL
					{ cbpf_asm_jump(as, $1, $2, @$);
					  cbpf_asm_target(as, CBPF_JT, $4, @4);
					  cbpf_asm_target(as, CBPF_JF, $6, @6); }
	| JNCC operand ',' LABEL        { cbpf_asm_jump(as, $1, $2, @$);
					  cbpf_asm_target(as, CBPF_JF, $4, @4); }
	| ALU operand                   { cbpf_asm_jump(as, $1, $2, @$); }
	| PLAIN                         { cbpf_asm_insn(as, $1, 0, @$); }
	| RET '#' number                { cbpf_asm_insn(as, CBPF_RET_K, $3, @$); }
	| RET a                         { cbpf_asm_insn(as, CBPF_RET_A, 0, @$); }
	| RET x                         { cbpf_asm_insn(as, CBPF_RET_X, 0, @$); }
	;
operand
	: '#' number                    { $$ = (struct cbpf_operand){false, $2}; }
	| x                             { $$ = (struct cbpf_operand){true, 0}; }
	;
packet
	: '[' number ']'                { $$ = (struct cbpf_operand){false, $2}; }
	| '[' x '+' number ']'          { $$ = (struct cbpf_operand){true, $4}; }
	| '[' x SIGNED ']'              { $$ = (struct cbpf_operand){true, $3}; }
	;
mem
	: 'M' '[' number ']'            { $$ = $3; }
	;
msh
	: number '*' '(' '[' number ']' '&' number ')'
					{ $$ = $5; cbpf_asm_msh(as, $1, $8, @$); }
	;
number
	: NUMBER
	| SIGNED
	;
x
	: 'x'
	| '%' 'x'
	;
a
	: 'a'
	| '%' 'a'
	;
%%
static int yyreport_syntax_error(const yypcontext_t *ctx, void *scanner, struct cbpf_asm *as)
{
	enum { MOST = 6 };
	yysymbol_kind_t expected[MOST];
	const char *names[MOST];
	/* 0: more than fit, which is where an instruction begins. */
	int n = yypcontext_expected_tokens(ctx, expected, MOST);

	(void)scanner;
	for (int i = 0; i < n; i++)
		names[i] = yysymbol_name(expected[i]);
	if (n <= 0) {
		names[0] = "an instruction";
		names[1] = "a label";
		n = 2;
	}
	cbpf_asm_syntax(as, *yypcontext_location(ctx), names, n);
	return 0;
}

/* Only "memory exhausted" comes this way. */
static void cbpf_yyerror(struct src_range *loc, void *scanner, struct cbpf_asm *as,
	const char *message)
{
	(void)loc, (void)scanner, (void)as;
	ICE("classic assembler: %s", message);
}
