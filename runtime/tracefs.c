/* SPDX-License-Identifier: BSD-2-Clause */
/* See tracefs.h. */
#include "tracefs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/* fsopen, fsmount: a file system that has a descriptor and no place. */
static int mount_unseen(void)
{
	int fs = (int)syscall(SYS_fsopen, "tracefs", FSOPEN_CLOEXEC), dir = -1;

	if (fs < 0)
		return -errno;
	if (!syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		dir = (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, 0);
	if (dir < 0)
		dir = -errno;
	close(fs);
	return dir;
}

int tracefs_open(void)
{
	static const char *const places[] = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};

	for (unsigned i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct statfs fs;
		int dir;

		if (statfs(places[i], &fs) || fs.f_type != TRACEFS_MAGIC)
			continue;
		dir = open(places[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		return dir < 0 ? -errno : dir;
	}
	return mount_unseen();
}

static int read_number(int fd)
{
	char text[32] = "";
	ssize_t n = read(fd, text, sizeof(text) - 1);

	return n > 0 ? atoi(text) : -EIO;
}

int tracefs_id(const char *group, const char *name)
{
	char path[512];
	int dir = tracefs_open(), fd, id;

	if (dir < 0)
		return dir;
	snprintf(path, sizeof(path), "events/%s/%s/id", group, name);
	fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	id = fd < 0 ? -errno : read_number(fd);
	if (fd >= 0)
		close(fd);
	close(dir);
	return id;
}
