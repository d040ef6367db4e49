/* SPDX-License-Identifier: BSD-2-Clause */
/* What a run did: its value by name, the packet, the context. */
#include <inttypes.h>
#include <string.h>

#include "bpf/prog.h"
#include "run.h"

/* Return values that have names, and whether the packet goes on its way. */
static const struct value_name {
	uint32_t type;
	uint64_t value;
	const char *name;
	bool passes;
} verdicts[] = {
	{PROG_XDP, 0, "XDP_ABORTED", false},
	{PROG_XDP, 1, "XDP_DROP", false},
	{PROG_XDP, 2, "XDP_PASS", true},
	{PROG_XDP, 3, "XDP_TX", true},
	{PROG_XDP, 4, "XDP_REDIRECT", true},
	{PROG_SCHED_CLS, 0xffffffff, "TC_ACT_UNSPEC", true},
	{PROG_SCHED_CLS, 0, "TC_ACT_OK", true},
	{PROG_SCHED_CLS, 1, "TC_ACT_RECLASSIFY", true},
	{PROG_SCHED_CLS, 2, "TC_ACT_SHOT", false},
	{PROG_SCHED_CLS, 3, "TC_ACT_PIPE", true},
	{PROG_SCHED_CLS, 4, "TC_ACT_STOLEN", false},
	{PROG_SCHED_CLS, 5, "TC_ACT_QUEUED", false},
	{PROG_SCHED_CLS, 6, "TC_ACT_REPEAT", true},
	{PROG_SCHED_CLS, 7, "TC_ACT_REDIRECT", true},
	{PROG_CGROUP_SKB, 0, "refused", false},
	{PROG_CGROUP_SKB, 1, "allowed", true},
	{PROG_CGROUP_SKB, 2, "refused, congestion", false},
	{PROG_CGROUP_SKB, 3, "allowed, congestion", true},
	{PROG_CGROUP_DEVICE, 0, "refused", false},
	{PROG_CGROUP_DEVICE, 1, "allowed", true},
	{PROG_CGROUP_SYSCTL, 0, "refused", false},
	{PROG_CGROUP_SYSCTL, 1, "allowed", true},
	{PROG_SK_LOOKUP, 0, "SK_DROP", false},
	{PROG_SK_LOOKUP, 1, "SK_PASS", true},
	{PROG_NETFILTER, 0, "NF_DROP", false},
	{PROG_NETFILTER, 1, "NF_ACCEPT", true},
	{PROG_FLOW_DISSECTOR, 0, "BPF_OK", true},
	{PROG_FLOW_DISSECTOR, 2, "BPF_DROP", false},
	{PROG_FLOW_DISSECTOR, 129, "BPF_FLOW_DISSECTOR_CONTINUE", true},
	{PROG_LWT_IN, 0, "BPF_OK", true},
	{PROG_LWT_IN, 2, "BPF_DROP", false},
	{PROG_LWT_IN, 7, "BPF_REDIRECT", true},
};

static const struct value_name *find(uint32_t type, uint64_t retval)
{
	uint32_t as = type == PROG_SCHED_ACT                          ? PROG_SCHED_CLS
		      : type == PROG_LWT_OUT || type == PROG_LWT_XMIT ? PROG_LWT_IN
								      : type;

	for (unsigned i = 0; i < ARRAY_LEN(verdicts); i++)
		if (verdicts[i].type == as && verdicts[i].value == retval)
			return &verdicts[i];
	return NULL;
}

const char *run_verdict(uint32_t type, uint64_t retval)
{
	const struct value_name *v = find(type, retval);

	if (type == PROG_SOCKET_FILTER && !retval)
		return "dropped";
	return v ? v->name : NULL;
}

bool run_passes(uint32_t type, uint64_t retval)
{
	const struct value_name *v = find(type, retval);

	return type == PROG_SOCKET_FILTER ? retval > 0 : !v || v->passes;
}

/* What the program saw of the frame. */
static struct run_input seen(const struct run_prog *p, const struct run_input *in)
{
	struct run_input out = *in;
	size_t skip = min_u64(runtime_packet_skip(p->type), in->packet_len);

	out.packet += skip;
	out.packet_len -= skip;
	return out;
}

static bool same(const struct run_input *in, const struct run_output *out)
{
	return out->packet_len == in->packet_len &&
	       !memcmp(out->packet, in->packet, out->packet_len);
}

static void print_packet(FILE *f, const struct run_input *in, const struct run_output *out)
{
	size_t n = out->packet_len;

	if (!out->packet)
		return;
	if (same(in, out)) {
		fprintf(f, "  packet unchanged, %zu bytes\n", n);
		return;
	}
	fprintf(f, "  packet changed, %zu -> %zu bytes; changed bytes in [ ]\n", in->packet_len, n);
	for (size_t i = 0; i < n; i += 16) {
		fprintf(f, "  %04zx ", i);
		for (size_t k = i; k < n && k < i + 16; k++) {
			bool kept = k < in->packet_len && in->packet[k] == out->packet[k];

			fprintf(f, kept ? " %02x " : "[%02x]", out->packet[k]);
		}
		fputc('\n', f);
	}
}

static void print_result(
	const struct run *r, const struct run_prog *p, const struct run_output *out)
{
	const char *name = run_verdict(p->type, out->retval);

	fprintf(r->text, "%s (%s): returned %" PRIu64, p->name, p->section, out->retval);
	if (name)
		fprintf(r->text, " %s", name);
	else if (out->retval > 9)
		fprintf(r->text, " (0x%" PRIx64 ")", out->retval);
	if (out->insns)
		fprintf(r->text, ", %" PRIu64 " instructions executed", out->insns);
	if (r->repeat)
		fprintf(r->text, ", %" PRIu64 " ns a run", out->duration_ns);
	fputc('\n', r->text);
}

/* One line a packet of a capture. */
static void print_short(const struct run *r, const struct run_prog *p, const struct run_input *in,
	const struct run_output *out, uint32_t number)
{
	const char *name = run_verdict(p->type, out->retval);

	fprintf(r->text, "%s #%u: %zu bytes", p->name, number, in->packet_len);
	if (out->packet && out->packet_len != in->packet_len)
		fprintf(r->text, " -> %zu bytes", out->packet_len);
	else if (out->packet && !same(in, out))
		fputs(", changed", r->text);
	if (name)
		fprintf(r->text, ": %s\n", name);
	else
		fprintf(r->text, ": %" PRIu64 "\n", out->retval);
}

/* A network-layer program's packet is without its Ethernet header: it gets its own again. A socket
 * filter's value is how much of the packet it lets through. */
static void write_packet(struct run *r, const struct run_prog *p, const struct run_input *in,
	const struct run_output *out, const struct run_packet *from)
{
	struct run_packet o = *from;
	bool l3 = out->packet_len + 14 == in->packet_len &&
		  !memcmp(out->packet, in->packet + 14, min_u64(out->packet_len, 1));

	if (!out->packet || !run_passes(p->type, out->retval))
		return;
	o.bytes = l3 && p->type != PROG_XDP && p->type != PROG_SCHED_CLS ? in->packet : out->packet;
	o.len = o.bytes == in->packet ? in->packet_len : out->packet_len;
	if (p->type == PROG_SOCKET_FILTER)
		o.len = min_u64(o.len, out->retval);
	runtime_pcap_write(r->out, &o);
}

void run_print(struct run *r, const struct program *p, const struct run_prog *prog,
	const struct run_input *in, const struct run_output *out, uint32_t number)
{
	struct run_input view = seen(prog, in);

	if (number) {
		print_short(r, prog, &view, out, number);
	} else {
		print_result(r, prog, out);
		print_packet(r->text, &view, out);
	}
	if (out->keys)
		run_print_keys(r->text, out->keys, p->obj->big_endian);
	runtime_ctx_print(r->text, p->obj, prog, in, out);
	if (r->out)
		write_packet(r, prog, in, out, &r->packets.p[number ? number - 1 : 0]);
}

void run_print_line(void *ctx, const char *line)
{
	struct run *r = ctx;

	fprintf(r->text, "  printk: %s\n", line);
}
