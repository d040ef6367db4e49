/* SPDX-License-Identifier: BSD-2-Clause */
/* From a C text to an attached program, in one process: a socket filter that lets short packets
 * pass. Build: cc embed.c $(pkg-config --cflags --libs kbcc libbpf) */
#include <bpf/libbpf.h>
#include <kbcc/kbcc.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char text[] =
	"struct __sk_buff { unsigned len; };\n"
	"__attribute__((section(\"socket\"), used))\n"
	"int shorts(struct __sk_buff *skb) { return skb->len < 8 ? -1 : 0; }\n"
	"char _license[] __attribute__((section(\"license\"), used)) = \"GPL\";\n";

int main(void)
{
	struct kbcc_file prog = {"shorts.bpf.c", text, sizeof(text) - 1};
	const struct kbcc_diag *diags;
	struct timespec t[2];
	int s[2], fd;

	clock_gettime(CLOCK_MONOTONIC, &t[0]);
	struct kbcc_result *r = kbcc_compile(&prog, 1, NULL, 0);
	for (size_t i = 0, n = r ? kbcc_diags(r, &diags) : 0; i < n; i++)
		fprintf(stderr, "%s:%u:%u: %s\n", diags[i].file, diags[i].line, diags[i].column,
			diags[i].message);
	struct bpf_object *o = kbcc_open(r);
	kbcc_free(r);
	if (!o || bpf_object__load(o) || socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s))
		return perror("embed"), 1;
	fd = bpf_program__fd(bpf_object__find_program_by_name(o, "shorts"));
	if (setsockopt(s[1], SOL_SOCKET, SO_ATTACH_BPF, &fd, sizeof(fd)))
		return perror("attach"), 1;
	clock_gettime(CLOCK_MONOTONIC, &t[1]);
	fprintf(stderr, "from text to attached in %.2f ms\n",
		(t[1].tv_sec - t[0].tv_sec) * 1e3 + (t[1].tv_nsec - t[0].tv_nsec) / 1e6);
	char buf[64];
	const char *sent[] = {"short", "a longer packet", "again"};
	for (int i = 0; i < 3; i++)
		if (write(s[0], sent[i], strlen(sent[i])) < 0)
			printf("'%s' was dropped\n", sent[i]);
	for (ssize_t n; (n = read(s[1], buf, sizeof(buf))) > 0;)
		printf("'%.*s' passed\n", (int)n, buf);
	bpf_object__close(o);
	return 0;
}
