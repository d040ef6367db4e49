/* SPDX-License-Identifier: BSD-2-Clause */
/* See place.h. */
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/magic.h>
#include <mntent.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RMDIR_TRIES = 200, RMDIR_WAIT_US = 10000 }; /* a killed process leaves its cgroup late */

static bool failed(struct place *p, const char *what)
{
	diag(p->ds, DIAG_PLACE, 0, what, strerror(errno));
	return false;
}

/* ---- cgroup ---- */

const char *place_cgroup_root(struct arena *a)
{
	FILE *f = setmntent("/proc/mounts", "re");
	const char *out = "";
	struct mntent *m;

	while (f && !*out && (m = getmntent(f)) != NULL)
		if (!strcmp(m->mnt_type, "cgroup2"))
			out = arena_strdup(a, m->mnt_dir);
	if (f)
		endmntent(f);
	return out;
}

/* Kills what is in the group (kernels before 5.14 have no cgroup.kill: then rmdir waits). */
static void remove_cgroup(const char *path)
{
	int dir = open(path, O_DIRECTORY | O_PATH | O_CLOEXEC);
	int kill_fd = dir < 0 ? -1 : openat(dir, "cgroup.kill", O_WRONLY | O_CLOEXEC);

	if (kill_fd >= 0) {
		(void)!write(kill_fd, "1", 1);
		close(kill_fd);
	}
	if (dir >= 0)
		close(dir);
	for (int i = 0; i < RMDIR_TRIES && rmdir(path) && errno == EBUSY; i++)
		usleep(RMDIR_WAIT_US);
}

/* What a sweeper does, once. */
struct sweep {
	enum { SWEEP_CGROUP, SWEEP_DIR, SWEEP_SOCKET, SWEEP_FILTER } what;
	const char *path; /* CGROUP; DIR: below fd */
	int fd;           /* a directory; SOCKET: whose option is set; -1: none */
	int option;
	struct tc_filter filter;
};

static void remove_dir(int dir, const char *path)
{
	for (int i = 0; i < RMDIR_TRIES && unlinkat(dir, path, AT_REMOVEDIR) && errno == EBUSY; i++)
		usleep(RMDIR_WAIT_US);
}

static void clean(const struct sweep *s, int fd)
{
	int none = 0;

	switch (s->what) {
	case SWEEP_CGROUP: remove_cgroup(s->path); break;
	case SWEEP_DIR: remove_dir(fd, s->path); break;
	case SWEEP_SOCKET: setsockopt(fd, SOL_SOCKET, s->option, &none, sizeof(none)); break;
	case SWEEP_FILTER: tc_remove(&s->filter); break;
	}
}

/* Waits for the end of file that our death brings, then cleans up; a byte before it says that the
 * qdisc is not ours. Ctrl-C is not for it, and it must hold no descriptor of ours: links, above
 * all. */
static _Noreturn void sweep(int in, struct sweep *s)
{
	enum { IN = 3, KEPT = 4, HIGH = 10 };
	int pipe_fd = fcntl(in, F_DUPFD, HIGH);
	int kept = s->fd < 0 ? -1 : fcntl(s->fd, F_DUPFD, HIGH);
	sigset_t all;
	ssize_t n;
	char c;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setsid();
	dup2(pipe_fd, IN);
	if (kept >= 0)
		dup2(kept, KEPT);
	close(0), close(1), close(2);
	syscall(SYS_close_range, kept < 0 ? KEPT : KEPT + 1u, ~0u, 0);
	while ((n = read(IN, &c, 1)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			s->filter.made_qdisc = false;
	clean(s, KEPT);
	_exit(0);
}

/* Before anything is made, so that there is no moment in which it would stay. */
static bool start_sweeper(struct place *p, struct sweep *s)
{
	struct sweeper out;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return failed(p, "pipe");
	out = (struct sweeper){fds[1], fork()};
	if (out.pid == 0) {
		close(fds[1]);
		vec_for (other, &p->sweepers)
			close(other->end);
		sweep(fds[0], s);
	}
	close(fds[0]);
	if (out.pid < 0) {
		close(fds[1]);
		return failed(p, "fork");
	}
	vec_push(p->arena, &p->sweepers, out);
	return true;
}

bool place_sweep_socket(struct place *p, int socket, int option)
{
	return start_sweeper(
		p, &(struct sweep){.what = SWEEP_SOCKET, .fd = socket, .option = option});
}

bool place_sweep_dir(struct place *p, int dir, const char *path)
{
	return start_sweeper(p, &(struct sweep){.what = SWEEP_DIR, .fd = dir, .path = path});
}

bool place_sweep_filter(struct place *p, const struct tc_filter *f)
{
	return start_sweeper(p, &(struct sweep){.what = SWEEP_FILTER, .fd = -1, .filter = *f});
}

void place_sweep_less(struct place *p)
{
	(void)!write(vec_last(&p->sweepers).end, "n", 1);
}

static bool new_cgroup(struct place *p)
{
	const char *root = place_cgroup_root(p->arena);

	if (!*root) {
		diag(p->ds, DIAG_NO_CGROUP2, 0);
		return false;
	}
	p->cgroup_path = arena_printf(p->arena, "%s/kbcc-%d", root, (int)getpid());
	if (!start_sweeper(
		    p, &(struct sweep){.what = SWEEP_CGROUP, .path = p->cgroup_path, .fd = -1}))
		return false;
	if (mkdir(p->cgroup_path, 0755))
		return failed(p, p->cgroup_path);
	p->cgroup_new = true;
	return true;
}

/* As it is, or below the place where cgroup v2 is mounted. */
static const char *find_cgroup(struct place *p, const char *path)
{
	const char *below;

	if (!access(path, F_OK))
		return path;
	below = arena_printf(p->arena, "%s/%s", place_cgroup_root(p->arena), path);
	return access(below, F_OK) ? path : below;
}

static bool enter_cgroup(struct place *p, const char *path)
{
	struct statfs fs;

	if (!strcmp(path, "new")) {
		if (!new_cgroup(p))
			return false;
	} else {
		p->cgroup_path = find_cgroup(p, path);
	}
	p->cgroup = open(p->cgroup_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->cgroup < 0)
		return failed(p, p->cgroup_path);
	if (fstatfs(p->cgroup, &fs) || fs.f_type != CGROUP2_SUPER_MAGIC) {
		diag(p->ds, DIAG_NOT_CGROUP2, 0, p->cgroup_path);
		return false;
	}
	return true;
}

/* ---- network namespace ---- */

static void loopback_up(void)
{
	struct ifreq r = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0) {
		ioctl(fd, SIOCSIFFLAGS, &r);
		close(fd);
	}
}

static bool enter_netns(struct place *p, const char *name)
{
	const char *path = strchr(name, '/') ? name : arena_printf(p->arena, "/run/netns/%s", name);

	p->old_netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (!strcmp(name, "new")) {
		if (unshare(CLONE_NEWNET))
			return failed(p, "a new network namespace");
		loopback_up();
		p->netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
		return true;
	}
	p->netns = open(path, O_RDONLY | O_CLOEXEC);
	if (p->netns < 0 || setns(p->netns, CLONE_NEWNET))
		return failed(p, path);
	return true;
}

/* ---- the command ---- */

static void join_cgroup(const struct place *p)
{
	int fd = p->cgroup < 0 ? -1 : openat(p->cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC);

	if (p->cgroup >= 0 && (fd < 0 || write(fd, "0", 1) != 1)) {
		fprintf(stderr, "kbcc: error: %s: %s\n", p->cgroup_path, strerror(errno));
		_exit(126);
	}
	if (fd >= 0)
		close(fd);
}

static _Noreturn void command(const struct place *p, char **argv, int go, pid_t parent)
{
	sigset_t none;
	char c;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	join_cgroup(p);
	if (read(go, &c, 1) != 1) /* it was called off */
		_exit(126);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[0], argv);
	fprintf(stderr, "kbcc: error: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static bool start_command(struct place *p, char **argv)
{
	pid_t parent = getpid();
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return failed(p, "pipe");
	fflush(NULL);
	p->command = fork();
	if (p->command == 0) {
		close(fds[1]);
		command(p, argv, fds[0], parent);
	}
	close(fds[0]);
	p->go = fds[1];
	if (p->command < 0) {
		p->command = 0;
		return failed(p, "fork");
	}
	return true;
}

void place_go(struct place *p)
{
	if (p->go < 0)
		return;
	(void)!write(p->go, "g", 1);
	close(p->go);
	p->go = -1;
}

/* ---- all of it ---- */

bool place_enter(struct place *p, struct arena *a, struct diags *ds, const struct attach_opts *o)
{
	bool ok;

	*p = (struct place){
		.ds = ds, .arena = a, .old_netns = -1, .netns = -1, .cgroup = -1, .go = -1};
	ok = (!o->cgroup || enter_cgroup(p, o->cgroup)) &&
	     (!o->netns || enter_netns(p, o->netns)) &&
	     (!o->command || start_command(p, o->command));
	if (!ok)
		place_leave(p);
	return ok;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void place_leave(struct place *p)
{
	close_fd(&p->go);
	if (p->command > 0) {
		kill(p->command, SIGKILL);
		waitpid(p->command, NULL, 0);
		p->command = 0;
	}
	if (p->old_netns >= 0 && p->netns >= 0)
		setns(p->old_netns, CLONE_NEWNET);
	close_fd(&p->old_netns);
	close_fd(&p->netns);
	close_fd(&p->cgroup);
	vec_for (s, &p->sweepers) {
		close(s->end);
		waitpid(s->pid, NULL, 0);
	}
	p->sweepers.n = 0;
}
