/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls work() 42 times: a uprobe counts them. */
int work(int n);

__attribute__((noinline)) int work(int n)
{
	__asm__ volatile("");
	return n + 1;
}

int main(void)
{
	int sum = 0;

	for (int i = 0; i < 42; i++)
		sum += work(i);
	return sum == 0;
}
