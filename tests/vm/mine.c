/* SPDX-License-Identifier: BSD-2-Clause */
/* What the programs of hooks.bpf.c see: nice(5), then the removal of each file; the status is the
 * last errno. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int status = 0;

	if (nice(5) < 0)
		perror("nice");
	for (int i = 1; i < argc; i++)
		if (unlink(argv[i]))
			status = errno;
	return status;
}
