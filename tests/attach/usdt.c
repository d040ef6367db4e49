/* SPDX-License-Identifier: BSD-2-Clause */
/* A program with a probe of its own: "test:step", of two arguments, 7 times. The note is what
 * <sys/sdt.h> would write. */
#define PROBE(provider, name, first, second)                                   \
	asm volatile("990: nop\n"                                              \
		     ".pushsection .note.stapsdt,\"\",\"note\"\n"              \
		     ".balign 4\n"                                             \
		     ".4byte 992f - 991f, 994f - 993f, 3\n"                    \
		     "991: .asciz \"stapsdt\"\n"                               \
		     "992: .balign 4\n"                                        \
		     "993: .8byte 990b, probe_base, 0\n"                       \
		     ".asciz \"" provider "\", \"" name "\", \"-4@%0 8@%1\"\n" \
		     "994: .balign 4\n"                                        \
		     ".popsection\n"                                           \
		     :                                                         \
		     : "r"(first), "r"(second))

/* Prelinking moves it: readers correct the probe's address by what this moved. */
asm(".pushsection .stapsdt.base,\"a\",\"progbits\"\n"
    "probe_base: .space 1\n"
    ".popsection\n");

int main(void)
{
	for (int i = 1; i <= 7; i++)
		PROBE("test", "step", i, (long)i * 100);
	return 0;
}
