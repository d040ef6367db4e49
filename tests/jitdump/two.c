// SPDX-License-Identifier: BSD-2-Clause
// Two functions, so that the image has two.
struct __sk_buff {
	unsigned int len;
};

__attribute__((noinline)) int inner(unsigned int x)
{
	return x * x + 3;
}

__attribute__((section("socket"), used)) int outer(struct __sk_buff *skb)
{
	return inner(skb->len) + inner(5);
}

char license[] __attribute__((section("license"), used)) = "GPL";
