// The smallest aligned unit; whole bytes are plain accesses.
// ir: load 1 \[\$0 \+ 0\]
// ir: lshr %[0-9]+, 4w
// ir: load 1 \[\$0 \+ 1\]
// ir: load 2 \[\$0 \+ 2\]
// ir: load 4 \[\$0 \+ 4\]
// ir: ashr %[0-9]+, 12w
// ir: store 1 \[\$0 \+ 1\]
struct s { unsigned a : 4, b : 4, c : 8, d : 16; int e : 20; };
int f(struct s *p)
{
	int r = p->b;

	r += p->c;
	r += p->d;
	r += p->e;
	p->c = r;
	return r;
}
