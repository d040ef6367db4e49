// `while (sum >> 16)` tests sum itself: the verifier then knows that the carry dies out, and sees an end.
// asm: 2 ^\sif w[0-9] (<|>=) 65536 goto
__attribute__((section("xdp"), used)) unsigned fold(unsigned *c)
{
	unsigned sum = c[0];

	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}
