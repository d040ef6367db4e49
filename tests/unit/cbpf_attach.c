/* SPDX-License-Identifier: BSD-2-Clause */
/* Classic programs handed to the kernel, in a network namespace of our own. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/runtime.h"

enum { FANOUT = 7, PORT = 9, DATAGRAMS = 24, ALLOW = 0x7fff0000, DENY = 0x00050001 };

static int failures;

static void check(const char *what, long got, long want)
{
	if (got == want)
		return;
	failures++;
	printf("%s: %ld instead of %ld\n", what, got, want);
}

#define I(id, k) cbpf_make(CBPF_##id, 0, 0, (uint32_t)(k))
#define PROGRAM(...)                                                                          \
	{                                                                                     \
		.insns = {                                                                    \
			(struct cbpf_insn[]){__VA_ARGS__},                                    \
			sizeof((struct cbpf_insn[]){__VA_ARGS__}) / sizeof(struct cbpf_insn), \
			0                                                                     \
		}                                                                             \
	}

static void socket_filter(void)
{
	struct cbpf_prog cut = PROGRAM(I(RET_K, 3)), bad = PROGRAM(I(LD_MEM, 0), I(RET_A, 0)),
			 empty = {0};
	int s[2];
	char buf[8];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, s))
		abort();
	check("no program", cbpf_attach_socket(s[0], &empty), -EINVAL);
	check("a bad program", cbpf_attach_socket(s[0], &bad), -EINVAL);
	check("no socket", cbpf_attach_socket(-1, &cut), -EBADF);
	check("nothing attached", cbpf_detach_socket(s[0]), -ENOENT);
	check("attach", cbpf_attach_socket(s[0], &cut), 0);
	check("send", send(s[1], "12345", 5, 0), 5);
	check("cut to 3", recv(s[0], buf, sizeof(buf), MSG_DONTWAIT), 3);
	check("lock", cbpf_lock_socket(s[0]), 0);
	check("detach when locked", cbpf_detach_socket(s[0]), -EPERM);
	check("attach when locked", cbpf_attach_socket(s[0], &cut), -EPERM);
	close(s[0]);
	close(s[1]);
}

static void seccomp(void)
{
	struct cbpf_prog allow = PROGRAM(I(RET_K, ALLOW)),
			 bad = PROGRAM(I(LDH_ABS, 0), I(RET_K, ALLOW));
	int status = -1;

	check("true", cbpf_seccomp_run(&allow, (char *[]){"true", NULL}, &status), 0);
	check("true's status", WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
	check("false", cbpf_seccomp_run(&allow, (char *[]){"false", NULL}, &status), 0);
	check("false's status", WIFEXITED(status) ? WEXITSTATUS(status) : -1, 1);
	check("no command", cbpf_seccomp_run(&allow, (char *[]){"/no/such/command", NULL}, &status),
		-ENOENT);
	check("refused", cbpf_seccomp_run(&bad, (char *[]){"true", NULL}, &status), -EINVAL);
}

/* ---- packets over our own loopback ---- */

static bool loopback_up(void)
{
	struct ifreq r = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	bool ok = fd >= 0 && !ioctl(fd, SIOCSIFFLAGS, &r);

	close(fd);
	return ok;
}

static int bound(int family, int type, const void *address, socklen_t n)
{
	int one = 1, fd = socket(family, type, 0);

	if (family == AF_INET)
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
	if (fd < 0 || bind(fd, address, n)) {
		perror("bind");
		exit(1);
	}
	return fd;
}

static struct sockaddr_in receiver(void)
{
	return (struct sockaddr_in){.sin_family = AF_INET,
		.sin_port = htons(PORT),
		.sin_addr = {htonl(INADDR_LOOPBACK)}};
}

static void send_numbered(void)
{
	struct sockaddr_in to = receiver();
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	for (unsigned char i = 0; i < DATAGRAMS; i++)
		check("sendto", sendto(fd, &i, 1, 0, (struct sockaddr *)&to, sizeof(to)), 1);
	close(fd);
}

/* Of each member's packets: how many, and whether their last bytes are its own, modulo n. */
static void members(const char *what, const int *fds, int n, int each)
{
	uint8_t buf[256];

	for (int i = 0; i < n; i++) {
		int got = 0, wrong = 0;
		ssize_t len;

		while ((len = recv(fds[i], buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
			got++;
			wrong += buf[len - 1] % n != i;
		}
		check(what, got, each);
		check(what, wrong, 0);
		close(fds[i]);
	}
}

static void reuseport(void)
{
	struct cbpf_prog p = PROGRAM(I(LDB_ABS, 0), I(MOD_K, 3), I(RET_A, 0));
	struct sockaddr_in at = receiver();
	int fds[3];

	for (int i = 0; i < 3; i++)
		fds[i] = bound(AF_INET, SOCK_DGRAM, &at, sizeof(at));
	check("reuseport", cbpf_attach_reuseport(fds[1], &p), 0);
	send_numbered();
	members("reuseport", fds, 3, DATAGRAMS / 3);
}

/* The fanout's program sees the frame from its network header on; lo gives each packet once to
 * ETH_P_IP. */
static void fanout(void)
{
	struct cbpf_prog p = PROGRAM(I(LDX_LEN, 0), I(LDB_IND, -1), I(RET_A, 0));
	struct sockaddr_ll at = {.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = (int)if_nametoindex("lo")};
	struct sockaddr_in to = receiver();
	int fds[2], sink = bound(AF_INET, SOCK_DGRAM, &to, sizeof(to));

	for (int i = 0; i < 2; i++) {
		fds[i] = bound(AF_PACKET, SOCK_DGRAM, &at, sizeof(at));
		check("fanout", cbpf_attach_fanout(fds[i], FANOUT, &p), 0);
	}
	send_numbered();
	members("fanout", fds, 2, DATAGRAMS / 2);
	close(sink);
}

int main(void)
{
	socket_filter();
	seccomp();
	if (geteuid() || unshare(CLONE_NEWNET) || !loopback_up()) {
		puts("a network namespace needs root");
		return failures ? EXIT_FAILURE : 77;
	}
	reuseport();
	fanout();
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
