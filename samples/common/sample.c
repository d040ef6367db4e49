/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sample.h"

_Noreturn void sample_die(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fputs("sample: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

void sample_ip(const char *command)
{
	char line[256];

	snprintf(line, sizeof(line), "ip %s", command);
	if (system(line) != 0)
		sample_die("'%s' failed", line);
}

static int ns_open(void)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		sample_die("/proc/self/ns/net: %s", strerror(errno));
	return fd;
}

void sample_net_enter(int ns)
{
	if (setns(ns, CLONE_NEWNET))
		sample_die("setns: %s", strerror(errno));
}

static void ipv6_off(const char *conf)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/disable_ipv6", conf);
	FILE *f = fopen(path, "w");

	if (f) { /* a kernel without IPv6 has no such file */
		fputc('1', f);
		fclose(f);
	}
}

static void unshare_net(void)
{
	if (unshare(CLONE_NEWNET))
		sample_die("unshare: %s (root is needed)", strerror(errno));
	/* IPv6's own chatter would make the counts differ from run to run. */
	ipv6_off("all");
	ipv6_off("default");
	sample_ip("link set lo up");
}

struct sample_net sample_net_new(void)
{
	struct sample_net net;
	char command[64];

	unshare_net();
	net.away = ns_open();
	unshare_net();
	net.home = ns_open();
	sample_ip("link add near address 02:00:00:00:00:01 type veth"
		  " peer name far address 02:00:00:00:00:02");
	snprintf(command, sizeof(command), "link set far netns /proc/%d/fd/%d", (int)getpid(),
		net.away);
	sample_ip(command);
	sample_ip("addr add 10.77.0.1/24 dev near");
	sample_ip("link set near up");
	sample_net_enter(net.away);
	sample_ip("addr add 10.77.0.2/24 dev far");
	sample_ip("link set far up");
	sample_net_enter(net.home);
	/* Known neighbours: no ARP between the counted packets. */
	sample_ip("neigh replace 10.77.0.2 lladdr 02:00:00:00:00:02 dev near nud permanent");
	sample_net_enter(net.away);
	sample_ip("neigh replace 10.77.0.1 lladdr 02:00:00:00:00:01 dev far nud permanent");
	sample_net_enter(net.home);
	return net;
}

static int quiet(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	return level == LIBBPF_WARN ? vfprintf(stderr, fmt, ap) : 0;
}

static void report(const struct bpf_program *p)
{
	struct bpf_prog_info info = {0};
	uint32_t len = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_program__fd(p), &info, &len))
		sample_die("%s: no info: %s", bpf_program__name(p), strerror(errno));
	printf("  %-14s %-32s %4u instructions, JIT %5u bytes%s\n", bpf_program__name(p),
		bpf_program__section_name(p), info.xlated_prog_len / 8, info.jited_prog_len,
		info.jited_prog_len ? "" : " (not JIT-compiled)");
}

void sample_load_opened(struct bpf_object *o)
{
	struct bpf_program *p;

	libbpf_set_print(quiet);
	if (bpf_object__load(o))
		sample_die("%s: cannot load: %s", bpf_object__name(o), strerror(errno));
	bpf_object__for_each_program(p, o) report(p);
}

struct bpf_object *sample_load(const char *path)
{
	struct bpf_object *o = bpf_object__open_file(path, NULL);

	if (!o)
		sample_die("%s: %s", path, strerror(errno));
	sample_load_opened(o);
	return o;
}

int sample_prog_fd(struct bpf_object *o, const char *name)
{
	const struct bpf_program *p = bpf_object__find_program_by_name(o, name);

	if (!p)
		sample_die("no program %s", name);
	return bpf_program__fd(p);
}

int sample_map_fd(struct bpf_object *o, const char *name)
{
	int fd = bpf_object__find_map_fd_by_name(o, name);

	if (fd < 0)
		sample_die("no map %s", name);
	return fd;
}

static int connected(int type, int protocol, const char *to, uint16_t port)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, protocol);

	inet_pton(AF_INET, to, &sa.sin_addr);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sa, sizeof(sa)))
		sample_die("socket to %s: %s", to, strerror(errno));
	return fd;
}

void sample_send_udp(const char *to, uint16_t port, unsigned n, size_t size)
{
	int fd = connected(SOCK_DGRAM, 0, to, port);
	char payload[1400] = {0};

	/* A closed port answers with ICMP, which the next send reports: that is no failure here. */
	for (unsigned i = 0; i < n; i++)
		while (send(fd, payload, size, 0) < 0 && errno == ECONNREFUSED)
			;
	close(fd);
}

static uint16_t checksum(const void *p, size_t n)
{
	const uint16_t *w = p;
	uint32_t sum = 0;

	for (size_t i = 0; i < n / 2; i++)
		sum += w[i];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

void sample_send_icmp(const char *to, unsigned n, size_t size)
{
	int fd = connected(SOCK_RAW, IPPROTO_ICMP, to, 0);
	_Alignas(8) char packet[1400] = {0};
	struct icmphdr *h = (struct icmphdr *)packet;

	for (unsigned i = 0; i < n; i++) {
		*h = (struct icmphdr){.type = ICMP_ECHO, .un.echo.sequence = htons((uint16_t)i)};
		h->checksum = checksum(packet, sizeof(*h) + size);
		if (send(fd, packet, sizeof(*h) + size, 0) < 0)
			sample_die("ping: %s", strerror(errno));
	}
	close(fd);
}

struct sample_child sample_fork(int (*work)(int go))
{
	struct sample_child c;
	int fds[2];

	fflush(stdout);
	if (pipe2(fds, O_CLOEXEC) || (c.pid = fork()) < 0)
		sample_die("no child: %s", strerror(errno));
	if (c.pid == 0)
		_exit(work(fds[0]));
	close(fds[0]);
	c.go = fds[1];
	return c;
}

void sample_let_go(struct sample_child c)
{
	int status = 1;

	if (write(c.go, "g", 1) != 1 || waitpid(c.pid, &status, 0) != c.pid || status)
		sample_die("the child failed");
	close(c.go);
}

void sample_watch(struct bpf_link *link, struct sample_child c)
{
	if (!link)
		sample_die("cannot attach: %s", strerror(errno));
	sample_let_go(c);
	bpf_link__destroy(link);
}
