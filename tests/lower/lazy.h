/* For lazy_bodies.c: bodies that are parsed when something refers to them. */
#define begin_twice for (int twice = 0; twice < 2; twice++) {
#define end_twice }
#define STEP 3
#define wrong(a) #b

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

#define make_pair(name) \
	static inline int name##_get(int a) { return a + STEP; } \
	static inline int name##_put(int a) { return name##_gone(a); }
make_pair(made)

/* Whole declarations. */
#define plain inline __attribute__((always_inline))
#define kept __attribute__((used))
struct seen;
static long (*const helper_one)(void *ctx, const struct seen *s) = (void *)1;
static long (*helper_two)(void *, ...) = (void *)2;
extern struct seen *declared(struct seen *s, int a);
extern struct unseen *makes_a_tag(void);
int twice(int a);
int twice(int a);
static plain unsigned long defined(unsigned long a) { return a * STEP; }
static kept int is_kept(int a) { return a + STEP; }
static __attribute__((noinline)) int by_alias(int a) { return a - STEP; }
static int by_text(void) { return STEP; }
/* Enums whose names or values are to be worked out. */
#define MAKE_ALL(FN) FN(zero) FN(one) FN(two)
#define MAKE_ONE(x) MADE_##x,
enum made { MAKE_ALL(MAKE_ONE) MADE_MAX, };
enum bits { BIT_FIRST = 1 << STEP, BIT_NEXT };
enum big { BIG = 1ull << 40 } /* not the end */ ;
enum known { KNOWN = 1 + 1 } a_known;
enum { UNTAGGED = -(1 << STEP) };
/* Names of types, and records that are known by their tags. */
typedef unsigned long word;
typedef int (*asked)(struct seen *, word);
typedef word words[STEP], *at_words;
typedef short grid[2][STEP];
typedef struct seen const *sight;
typedef struct { word of; } box;
typedef int shadowed;
struct ahead;
struct told { struct ahead *next; shadowed low : STEP; }; /* the end */
union ahead_too ;
struct ahead { struct told told; } ;
#undef STEP
#define STEP 1000
#undef MAKE_ONE
#define HALVED
