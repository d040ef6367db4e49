/* SPDX-License-Identifier: BSD-2-Clause */
/* Classic programs on sockets, socket groups and child processes. See cbpf_attach.h. */
#include "cbpf_attach.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

_Static_assert(sizeof(struct cbpf_insn) == sizeof(struct sock_filter) &&
		       offsetof(struct cbpf_insn, jt) == offsetof(struct sock_filter, jt) &&
		       offsetof(struct cbpf_insn, k) == offsetof(struct sock_filter, k),
	"one layout");

/* The kernel counts in 16 bits: what is too long must not look shorter. */
static int as_fprog(const struct cbpf_prog *p, struct sock_fprog *out)
{
	if (!p->insns.n || p->insns.n > CBPF_MAX_INSNS)
		return -EINVAL;
	*out = (struct sock_fprog){
		(unsigned short)p->insns.n, (struct sock_filter *)(void *)p->insns.p};
	return 0;
}

static int set_program(int fd, int level, int option, const struct cbpf_prog *p)
{
	struct sock_fprog f;
	int err = as_fprog(p, &f);

	if (err)
		return err;
	return setsockopt(fd, level, option, &f, sizeof(f)) ? -errno : 0;
}

static int set_int(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) ? -errno : 0;
}

int cbpf_attach_socket(int fd, const struct cbpf_prog *p)
{
	return set_program(fd, SOL_SOCKET, SO_ATTACH_FILTER, p);
}

int cbpf_detach_socket(int fd)
{
	return set_int(fd, SOL_SOCKET, SO_DETACH_FILTER, 0);
}

int cbpf_lock_socket(int fd)
{
	return set_int(fd, SOL_SOCKET, SO_LOCK_FILTER, 1);
}

int cbpf_attach_reuseport(int fd, const struct cbpf_prog *p)
{
	return set_program(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, p);
}

int cbpf_attach_fanout(int fd, uint16_t group, const struct cbpf_prog *p)
{
	int err = set_int(fd, SOL_PACKET, PACKET_FANOUT, group | PACKET_FANOUT_CBPF << 16);

	return err ? err : set_program(fd, SOL_PACKET, PACKET_FANOUT_DATA, p);
}

/* In the child: filtered, then another program. What went wrong goes into the pipe. */
_Noreturn static void be_filtered(const struct sock_fprog *f, char *const argv[], int report)
{
	int err = 0;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, f))
		err = errno;
	if (!err) {
		execvp(argv[0], argv);
		err = errno;
	}
	if (write(report, &err, sizeof(err)) < 0)
		_exit(126);
	_exit(127);
}

int cbpf_seccomp_run(const struct cbpf_prog *p, char *const argv[], int *status)
{
	struct sock_fprog f;
	int report[2], err = as_fprog(p, &f), failed = 0;
	pid_t pid;

	if (err)
		return err;
	if (pipe2(report, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (!pid)
		be_filtered(&f, argv, report[1]);
	err = pid < 0 ? -errno : 0;
	close(report[1]);
	if (!err && read(report[0], &failed, sizeof(failed)) == sizeof(failed))
		err = -failed;
	close(report[0]);
	if (pid > 0)
		while (waitpid(pid, status, 0) < 0 && errno == EINTR)
			;
	return err;
}
