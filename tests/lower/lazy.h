/* For lazy_bodies.c: bodies that are parsed when something refers to them. */
#define begin_twice for (int twice = 0; twice < 2; twice++) {
#define end_twice }
#define STEP 3

static inline int unused(int a) { return no_such_thing(a); }
static inline int even(int a)
{
#ifdef HALVED
	return a / 2; /* not this } */
#elif STEP == 3
	if (a == '{')
		return STEP;
#else
	}}}
#endif
	return a;
}
static inline int uneven(int a)
{
	begin_twice
		a += STEP;
	end_twice
	return a;
}
static int counts(void)
{
	static int calls;

	return ++calls;
}
static int later(int a);
static inline int through(int a) { return later(a) + counts(); }
static int later(int a) { return a + STEP; }
#undef STEP
#define STEP 1000
#define HALVED
