// Address space 1: its pointers are numbers, cast once where memory is accessed; NULL is in every space.
// ir: @counter section ".addr_space.1"
// ir: @table section ".addr_space.1"
// ir: as_kern @counter
// ir: cbr
// ir: as_kern %
// ir: load 8 \[%[0-9]+ \+ 8\]
// ir: = as_kern
// ir: = as_user
// ir: add @table
// ir: = as_kern
// no: as_(kern|user) 0
#define __arena __attribute__((address_space(1)))
struct node { struct node __arena *next; long v; };
struct node __arena *head;
int __arena counter;
static int __arena table[4];
__attribute__((section("syscall"), used)) long prog(struct node *own)
{
	struct node __arena *n = head ? head->next : (void *)0;

	counter = 1;
	if (!n)
		return 0;
	long v = n->v;
	struct node *kernel = (struct node *)n;
	n->next = (struct node __arena *)own;
	return v + kernel->v + table[v & 3];
}
