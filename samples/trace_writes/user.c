/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the writes of a child of its own. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/sample.h"

enum { SLOTS = 16 };

/* libbpf asks tracefs for the tracepoint's number. Where it is not mounted, mount it for us alone.
 */
static void need_tracefs(void)
{
	if (!access("/sys/kernel/tracing/events", F_OK) ||
		!access("/sys/kernel/debug/tracing/events", F_OK))
		return;
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL))
		sample_die("cannot mount tracefs: %s", strerror(errno));
}

/* Waits for the parent's word, then writes 3 x 1, 4 x 100 and 2 x 4096 bytes. */
static int child(int go)
{
	static char buf[4096];
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (read(go, buf, 1) < 0)
		return 1;
	for (int i = 0; i < 9; i++)
		if (write(null, buf, i < 3 ? 1 : i < 7 ? 100 : 4096) < 0)
			return 1;
	return 0;
}

static struct bpf_map *map_ending(struct bpf_object *o, const char *end)
{
	struct bpf_map *m;

	bpf_object__for_each_map(m, o)
	{
		const char *name = bpf_map__name(m);

		if (strlen(name) >= strlen(end) && !strcmp(name + strlen(name) - strlen(end), end))
			return m;
	}
	sample_die("no map *%s", end);
}

static void print(struct bpf_object *o)
{
	struct {
		uint64_t calls, by_log2[SLOTS];
	} c = {0};
	uint32_t zero = 0;

	bpf_map_lookup_elem(bpf_map__fd(map_ending(o, ".bss")), &zero, &c);
	printf("  %llu writes\n  %-14s %6s\n", (unsigned long long)c.calls, "bytes", "writes");
	for (unsigned i = 0; i < SLOTS; i++)
		if (c.by_log2[i])
			printf("  %5u .. %-5u %6llu\n", 1u << i, (2u << i) - 1,
				(unsigned long long)c.by_log2[i]);
}

int main(int argc, char **argv)
{
	struct sample_child c;

	need_tracefs();
	c = sample_fork(child);
	libbpf_set_print(NULL);
	struct bpf_object *o = bpf_object__open_file(argv[argc - 1], NULL);

	if (!o)
		sample_die("%s: %s", argv[argc - 1], strerror(errno));
	int target = c.pid;

	if (bpf_map__set_initial_value(map_ending(o, ".rodata"), &target, sizeof(target)))
		sample_die("cannot set the target");
	sample_load_opened(o);
	sample_watch(bpf_program__attach(bpf_object__find_program_by_name(o, "count_write")), c);
	print(o);
	bpf_object__close(o);
	return 0;
}
