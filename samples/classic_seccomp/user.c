/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs commands in children under the filter; this process stays free of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/classic.h"
#include "common/sample.h"

static void run(const struct cbpf_prog *p, const char *what, char *const argv[])
{
	int status, err = cbpf_seccomp_run(p, argv, &status);

	if (err)
		sample_die("%s: %s", argv[0], strerror(-err));
	if (!WIFEXITED(status))
		sample_die("%s was killed", argv[0]);
	printf("  %s: %s\n", what, WEXITSTATUS(status) ? "fails" : "works");
}

int main(int argc, char **argv)
{
	struct cbpf_prog *p = classic_load(argv[argc - 1]);
	char top[] = "/tmp/kbcc_sample_XXXXXX", dir[64], file[64];

	if (!mkdtemp(top))
		sample_die("mkdtemp");
	snprintf(dir, sizeof(dir), "%s/dir", top);
	snprintf(file, sizeof(file), "%s/file", top);
	fflush(stdout);
	run(p, "touch in the child", (char *[]){"touch", file, NULL});
	/* Its complaint is not the sample's output. */
	run(p, "mkdir in the child", (char *[]){"sh", "-c", "exec mkdir \"$0\" 2>&-", dir, NULL});
	printf("  mkdir in this process: %s\n", mkdir(dir, 0700) ? "fails" : "works");
	rmdir(dir);
	unlink(file);
	rmdir(top);
	return 0;
}
