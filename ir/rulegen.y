%{
/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "rulegen.h"

static void yyerror(const char *message) { rule_error(yylineno, "%s", message); }

static struct node *binary(int op, struct node *a, struct node *b)
{
	struct node *n = node_new(EXPR_BINARY, a, b);

	n->op = op;
	return n;
}

static struct node *compare(int cc, struct node *a, struct node *b)
{
	struct node *n = node_new(EXPR_CMP, a, b);

	n->cc = cc;
	return n;
}

static struct node *named(enum node_kind kind, const char *name)
{
	struct node *n = node_new(kind, NULL, NULL);

	n->name = name;
	return n;
}

static struct node *number(int64_t value)
{
	struct node *n = node_new(NODE_NUMBER, NULL, NULL);

	n->number = value;
	return n;
}

static struct node *call(const char *name, struct node *a, struct node *b)
{
	struct node *n = node_new(EXPR_CALL, a, b);

	n->name = name;
	return n;
}
%}
%expect 0
%define parse.error verbose
%union {
	struct node *node;
	const char *name;
	int64_t number;
	int flag;
}
%token ARROW "=>" EQ "==" NE "!=" LE "<=" GE ">=" SHL "<<" SHR ">>" AND "&&" OR "||" IF "if" NEWLINE
%token <name> NAME CONSTANT
%token <number> NUMBER
%type <node> pattern node atom expr cond
%type <name> attr type
%type <flag> single
%left OR
%left AND
%nonassoc EQ NE '<' '>' LE GE
%left '|'
%left '^'
%left '&'
%left SHL SHR
%left '+' '-'
%left '*' '/' '%'
%precedence '!' '~' NEG
%%
file: %empty | file line ;
line: NEWLINE | pattern ARROW node cond attr NEWLINE { rule_add($1, $3, $4, $5); } ;
cond: %empty { $$ = NULL; } | IF expr { $$ = $2; } ;
attr: %empty { $$ = NULL; } | '[' NAME ']' { $$ = $2; } ;

pattern: '(' NAME single node ')' { $$ = node_op($2, $3, $4, NULL); }
       | '(' NAME single node node ')' { $$ = node_op($2, $3, $4, $5); } ;
single: %empty { $$ = 0; } | '!' { $$ = 1; } ;
node: pattern | atom type { $$ = node_typed($1, $2); } ;
type: %empty { $$ = NULL; } | ':' NAME { $$ = $2; } ;
atom: NAME { $$ = named(NODE_VALUE, $1); }
    | CONSTANT { $$ = named(NODE_CONST, $1); }
    | NUMBER { $$ = number($1); }
    | '-' NUMBER { $$ = number(-$2); }
    | '{' expr '}' { $$ = node_new(NODE_EXPR, $2, NULL); } ;

expr: NUMBER { $$ = number($1); }
    | CONSTANT { $$ = named(NODE_CONST, $1); }
    | NAME { $$ = call($1, NULL, NULL); }
    | NAME '(' expr ')' { $$ = call($1, $3, NULL); }
    | NAME '(' expr ',' expr ')' { $$ = call($1, $3, $5); }
    | '(' expr ')' { $$ = $2; }
    | '-' expr %prec NEG { $$ = binary(OP_SUB, number(0), $2); }
    | '~' expr { $$ = binary(OP_XOR, $2, number(-1)); }
    | '!' expr { $$ = node_new(EXPR_NOT, $2, NULL); }
    | expr '+' expr { $$ = binary(OP_ADD, $1, $3); }
    | expr '-' expr { $$ = binary(OP_SUB, $1, $3); }
    | expr '*' expr { $$ = binary(OP_MUL, $1, $3); }
    | expr '/' expr { $$ = binary(OP_UDIV, $1, $3); }
    | expr '%' expr { $$ = binary(OP_UMOD, $1, $3); }
    | expr '&' expr { $$ = binary(OP_AND, $1, $3); }
    | expr '|' expr { $$ = binary(OP_OR, $1, $3); }
    | expr '^' expr { $$ = binary(OP_XOR, $1, $3); }
    | expr SHL expr { $$ = binary(OP_SHL, $1, $3); }
    | expr SHR expr { $$ = binary(OP_LSHR, $1, $3); }
    | expr EQ expr { $$ = compare(CC_EQ, $1, $3); }
    | expr NE expr { $$ = compare(CC_NE, $1, $3); }
    | expr '<' expr { $$ = compare(CC_ULT, $1, $3); }
    | expr '>' expr { $$ = compare(CC_UGT, $1, $3); }
    | expr LE expr { $$ = compare(CC_ULE, $1, $3); }
    | expr GE expr { $$ = compare(CC_UGE, $1, $3); }
    | expr AND expr { $$ = node_new(EXPR_AND, $1, $3); }
    | expr OR expr { $$ = node_new(EXPR_OR, $1, $3); } ;
%%
