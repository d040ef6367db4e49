// What is known of alignment: of packed members, of casts, of objects.
// ir: load 4 \[\$0 \+ 1\] align 1
// ir: load 4 \[\$0 \+ 8\] align 4
// ir: load 8 \[@g \+ 8\] align 8
struct p { char a; int b; } __attribute__((packed));
struct q { int a[4]; };
struct { int a, b; long c; } g;
long f(struct p *p)
{
	return p->b + ((struct q *)p)->a[2] + *(long *)((char *)&g + 8);
}
