/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes a cgroup v2 group, puts a child in it, and accounts what the child sends and gets over lo.
 */
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/sample.h"

/* Where cgroup v2 is mounted, as /proc/mounts says. */
static void find_cgroup2(char *path, size_t size)
{
	FILE *f = setmntent("/proc/mounts", "r");
	struct mntent *m;

	while (f && (m = getmntent(f))) {
		if (!strcmp(m->mnt_type, "cgroup2")) {
			snprintf(path, size, "%s/kbcc-sample-%d", m->mnt_dir, (int)getpid());
			endmntent(f);
			return;
		}
	}
	sample_die("cgroup v2 is not mounted");
}

/* The child joins the group and talks to itself over its own loopback. */
static int child(const char *group)
{
	char procs[512];
	FILE *f;

	snprintf(procs, sizeof(procs), "%s/cgroup.procs", group);
	f = fopen(procs, "w");
	if (!f || fprintf(f, "0") < 0 || fclose(f))
		return 1;
	sample_net_new();
	sample_send_udp("10.77.0.2", 9, 8, 100);
	return 0;
}

static bool account(const char *group, const char *object)
{
	struct bpf_object *o = sample_load(object);
	int dir = open(group, O_RDONLY | O_DIRECTORY | O_CLOEXEC), status = 0;
	bool ok =
		dir >= 0 &&
		!bpf_prog_attach(
			sample_prog_fd(o, "account_in"), dir, BPF_CGROUP_INET_INGRESS, 0) &&
		!bpf_prog_attach(sample_prog_fd(o, "account_out"), dir, BPF_CGROUP_INET_EGRESS, 0);
	pid_t pid = ok ? fork() : -1;

	if (pid == 0)
		_exit(child(group));
	ok = ok && waitpid(pid, &status, 0) == pid && status == 0;
	struct {
		uint64_t packets_in, bytes_in, packets_out, bytes_out;
	} c = {0};
	uint32_t zero = 0;
	struct bpf_map *bss = NULL, *m;

	bpf_object__for_each_map(m, o)
	{
		if (strstr(bpf_map__name(m), ".bss"))
			bss = m;
	}
	ok = ok && bss && !bpf_map_lookup_elem(bpf_map__fd(bss), &zero, &c);
	printf("  %-10s %10s %10s\n  %-10s %10llu %10llu\n", "direction", "packets", "bytes", "out",
		(unsigned long long)c.packets_out, (unsigned long long)c.bytes_out);
	bpf_object__close(o);
	return ok;
}

int main(int argc, char **argv)
{
	char group[256];

	find_cgroup2(group, sizeof(group));
	if (mkdir(group, 0755))
		sample_die("%s: %s", group, strerror(errno));
	bool ok = account(group, argv[argc - 1]);

	if (rmdir(group))
		sample_die("%s: %s", group, strerror(errno));
	if (!ok)
		sample_die("cannot account the group");
	return 0;
}
