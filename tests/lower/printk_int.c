// Variable arguments of a helper: an int is read as one, whatever its register has above. A parameter is not.
// asm: 1 ^\sw[0-9] = w[0-9]$
static long (*const trace_printk)(const char *fmt, unsigned size, ...) = (void *)6;
static long (*const probe_read)(void *dst, unsigned size, const void *src) = (void *)4;
static const char fmt[] = "%d %x";

__attribute__((section("kprobe/x"), used)) int prog(unsigned long *ctx)
{
	char buf[8];

	trace_printk(fmt, sizeof(fmt), (int)ctx[14], (unsigned)ctx[13] + 1);
	probe_read(buf, (unsigned)ctx[12], (void *)ctx[11]);
	return buf[1];
}
