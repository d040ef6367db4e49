/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See vlog.h. A line is told by how it begins; the tables below name what carries no knowledge. To
 * teach the reader a new kind of line, add it to `noise` or give it an event.
 */
#include "vlog.h"

#include <ctype.h>

/* Lines about the verifier's own work. */
static const char *const noise[] = {"mark_precise", "last_idx", "regs=", "parent ", "func#",
	"caller:", "callee:", "returning from callee:", "to caller at", "propagating",
	"Live regs before", "verification time", "-- BEGIN", "-- END", "Validating ", "Func#",
	"arg#", "update ", "libbpf:", "insn ", "subprog", "scc ", "stack="};

struct reader {
	struct arena *a;
	struct vlog *log;
	uint8_t frame;
};

static bool take_number(struct slice *s, uint32_t *out)
{
	uint64_t v = 0;
	uint32_t i = 0;

	for (; i < s->n && isdigit((unsigned char)s->p[i]) && i < 10; i++)
		v = v * 10 + (uint64_t)(s->p[i] - '0');
	if (!i || v >= UINT32_MAX)
		return false;
	*s = slice_from(*s, i);
	*out = (uint32_t)v;
	return true;
}

static bool take(struct slice *s, const char *text)
{
	if (!slice_begins(*s, text))
		return false;
	*s = slice_from(*s, (uint32_t)strlen(text));
	return true;
}

static bool is_state(struct slice s)
{
	bool reg = s.n > 2 && s.p[0] == 'R' && isdigit((unsigned char)s.p[1]);

	return reg || slice_begins(s, "frame") || slice_begins(s, "fp-") ||
	       slice_begins(s, "refs=");
}

static void add(struct reader *r, struct vlog_event e)
{
	struct slice s = e.state;
	uint32_t frame = 0;

	if (s.n)
		r->frame = take(&s, "frame") && take_number(&s, &frame) && frame < 255
				   ? (uint8_t)frame
				   : 0;
	e.frame = r->frame;
	vec_push(r->a, &r->log->ev, e);
}

/* "if w4 <= 0x20 goto pc+2 8: R1=...": a jump whose way is known, with the state where it leads. */
static bool read_jump(struct reader *r, struct slice s, struct vlog_event *e)
{
	uint32_t at = slice_find(s, ": R"), begin;
	struct vlog_event state = {.kind = VLOG_STATE, .insn = VLOG_NO_INSN};

	if (at == UINT32_MAX)
		at = slice_find(s, ": frame");
	if (at == UINT32_MAX || slice_find(slice_upto(s, at), ";") != UINT32_MAX)
		return false;
	begin = at;
	while (begin && isdigit((unsigned char)s.p[begin - 1]))
		begin--;
	if (begin == at || !begin || s.p[begin - 1] != ' ')
		return false;
	e->text = slice_trim(slice_upto(s, begin));
	add(r, *e);
	state.state = slice_trim(slice_from(s, at + 2));
	add(r, state);
	return true;
}

/* "(61) r2 = *(u32 *)(r1 +4)    ; R1=..." behind its index */
static bool read_insn(struct reader *r, struct slice s, uint32_t insn)
{
	struct vlog_event e = {.kind = VLOG_INSN, .insn = insn};
	uint32_t semicolon;
	int64_t code;

	if (slice_begins(s, "<invalid")) {
		e.text = slice_trim(s);
		add(r, e);
		return true;
	}
	if (s.n < 4 || s.p[0] != '(' || !isxdigit((unsigned char)s.p[1]) ||
		!isxdigit((unsigned char)s.p[2]) || s.p[3] != ')')
		return false;
	{
		char hex[] = {'0', 'x', s.p[1], s.p[2], 0};

		slice_number(slice_of(hex), "", &code);
	}
	e.code = (uint8_t)code;
	s = slice_from(s, 4);
	if (read_jump(r, s, &e))
		return true;
	semicolon = slice_find(s, "; ");
	e.text = slice_trim(slice_upto(s, semicolon));
	if (semicolon != UINT32_MAX && is_state(slice_from(s, semicolon + 2)))
		e.state = slice_trim(slice_from(s, semicolon + 2));
	add(r, e);
	return true;
}

static void read_source(struct reader *r, struct slice s)
{
	struct vlog_event e = {.kind = VLOG_SOURCE, .insn = VLOG_NO_INSN};
	uint32_t at = 0;

	for (uint32_t next; (next = slice_find(slice_from(s, at), " @ ")) != UINT32_MAX;)
		at += next + 3;
	e.text = slice_trim(s);
	if (at) {
		struct slice place = slice_from(s, at);
		uint32_t colon = place.n;

		while (colon && place.p[colon - 1] != ':')
			colon--;
		if (colon) {
			struct slice number = slice_from(place, colon);

			e.file = slice_upto(place, colon - 1);
			take_number(&number, &e.line);
			e.text = slice_trim(slice_upto(s, at - 3));
		}
	}
	add(r, e);
}

static bool read_from(struct reader *r, struct slice s)
{
	struct vlog_event e = {.kind = VLOG_FROM, .full = true};

	if (!take(&s, "from ") || !take_number(&s, &e.from) || !take(&s, " to ") ||
		!take_number(&s, &e.insn))
		return false;
	take(&s, " (speculative execution)");
	if (take(&s, ":") && is_state(slice_trim(s))) {
		e.state = slice_trim(s);
		add(r, e);
	}
	return true;
}

static void read_stats(struct reader *r, struct slice s)
{
	static const char processed[] = "processed ";
	struct slice at = slice_from(s, slice_find(s, "total_states "));

	if (slice_begins(s, "stack depth ")) {
		r->log->stack = slice_trim(slice_from(s, 12));
		return;
	}
	if (take(&s, processed) && take_number(&s, &r->log->processed)) {
		if (take(&at, "total_states "))
			take_number(&at, &r->log->states);
		at = slice_from(s, slice_find(s, "peak_states "));
		if (take(&at, "peak_states "))
			take_number(&at, &r->log->peak);
	}
}

static bool is_noise(struct slice s)
{
	for (size_t i = 0; i < ARRAY_LEN(noise); i++)
		if (slice_begins(s, noise[i]))
			return true;
	if (slice_find(s, ": propagating ") != UINT32_MAX)
		return true;
	/* "(0) frame 0 insn 2 +written -240": the stack's liveness */
	return s.n > 1 && s.p[0] == '(' && isdigit((unsigned char)s.p[1]);
}

/* "N: ..."; false when the line is of another kind. */
static bool read_numbered(struct reader *r, struct slice s)
{
	uint32_t insn;

	if (!take_number(&s, &insn) || !take(&s, ":"))
		return false;
	s = slice_trim(s);
	if (!read_insn(r, s, insn) && is_state(s))
		add(r, (struct vlog_event){.kind = VLOG_STATE, .insn = insn, .state = s});
	return true;
}

static void read_line(struct reader *r, struct slice line)
{
	struct slice s = slice_trim(line);
	/* A message may come without its newline. */
	uint32_t cut = slice_find(s, "verification time ");

	if (cut != UINT32_MAX)
		s = slice_upto(s, cut);
	if (!s.n)
		return;
	if (slice_begins(s, "stack depth ") || slice_begins(s, "processed "))
		read_stats(r, s);
	else if (s.n > 1 && s.p[0] == ';')
		read_source(r, slice_from(s, 1));
	else if (read_from(r, s) || read_numbered(r, s) || is_noise(s))
		return;
	else if (is_state(s) && line.p[0] == ' ')
		add(r, (struct vlog_event){
			       .kind = VLOG_STATE, .insn = VLOG_NO_INSN, .state = s, .full = true});
	else
		add(r, (struct vlog_event){.kind = VLOG_MESSAGE, .insn = VLOG_NO_INSN, .text = s});
}

struct vlog vlog_read(struct arena *a, const char *text, size_t n)
{
	struct vlog log = {0};
	struct reader r = {a, &log, 0};
	const char *end = text + n;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		const char *stop = nl ? nl : end;

		read_line(&r, (struct slice){text,
				      (uint32_t)min_u64((uint64_t)(stop - text), UINT32_MAX)});
		text = stop + 1;
	}
	return log;
}

/* ---- states ---- */

/* Where the value that begins at `s` ends: at a blank outside of parentheses. */
static uint32_t value_length(struct slice s)
{
	uint32_t depth = 0, i = 0;

	for (; i < s.n && (depth || s.p[i] != ' '); i++) {
		depth += s.p[i] == '(';
		depth -= s.p[i] == ')' && depth;
	}
	return i;
}

/* The value of NAME, whose name may be followed by "_w" and the like. */
static struct slice state_value(struct slice s, const char *name)
{
	while (s.n) {
		uint32_t n = value_length(s);
		struct slice word = slice_upto(s, n), rest = word;

		if (take(&rest, name) && rest.n && (rest.p[0] == '=' || rest.p[0] == '_')) {
			uint32_t eq = slice_find(rest, "=");

			return slice_from(rest, eq == UINT32_MAX ? rest.n : eq + 1);
		}
		s = slice_trim(slice_from(s, n + 1));
	}
	return (struct slice){0};
}

struct slice vlog_state_reg(struct slice state, unsigned reg)
{
	char name[] = {'R', (char)('0' + reg % 10), 0, 0};

	if (reg >= 10) {
		name[1] = '1';
		name[2] = '0';
	}
	return state_value(state, name);
}

struct slice vlog_state_slot(struct slice state, int32_t off)
{
	char name[16], digits[12];
	uint32_t n = 0, at = 3, v = off < 0 ? 0u - (uint32_t)off : 0;

	memcpy(name, "fp-", 3);
	do
		digits[n++] = (char)('0' + v % 10);
	while ((v /= 10) && n < sizeof(digits));
	while (n)
		name[at++] = digits[--n];
	name[at] = 0;
	return state_value(state, name);
}

/* A call leaves nothing in r1 to r5. */
static bool clobbers(const struct vlog_event *e, unsigned reg)
{
	return e->kind == VLOG_INSN && reg >= 1 && reg <= 5 && slice_begins(e->text, "call ");
}

/* "id=3" of an integer; 0: it has none of its own (after a '+' it is another's plus a constant). */
static int64_t scalar_id(struct slice value)
{
	struct slice s = slice_from(value, slice_find(value, "id="));
	int64_t id = 0;

	if (!slice_begins(value, "scalar(") && !slice_begins(value, "inv("))
		return 0;
	slice_number(value, "id", &id);
	while (s.n && s.p[0] != ',' && s.p[0] != ')') {
		if (s.p[0] == '+')
			return 0;
		s = slice_from(s, 1);
	}
	return id;
}

/* A later state of a copy: what a comparison of one tells holds for all, printed or not. */
static struct slice latest_copy(
	const struct vlog *log, uint32_t from, uint32_t at, struct slice value)
{
	int64_t id = scalar_id(value);
	uint8_t frame = log->ev.p[from].frame;

	for (uint32_t i = at; id && i-- > from;)
		for (unsigned reg = 0; reg < 10 && log->ev.p[i].frame == frame; reg++) {
			struct slice copy = vlog_state_reg(log->ev.p[i].state, reg);

			if (copy.n && scalar_id(copy) == id)
				return copy;
		}
	return value;
}

struct slice vlog_reg_before(const struct vlog *log, uint32_t at, unsigned reg)
{
	uint8_t frame = at < log->ev.n ? log->ev.p[at].frame : 0;

	for (uint32_t i = at < log->ev.n ? at : log->ev.n; i--;) {
		const struct vlog_event *e = &log->ev.p[i];
		struct slice value;

		if (e->frame > frame)
			continue;
		if (e->frame < frame || clobbers(e, reg))
			break;
		value = vlog_state_reg(e->state, reg);
		if (value.n)
			return latest_copy(log, i, at < log->ev.n ? at : log->ev.n, value);
		if (e->full)
			break;
	}
	return (struct slice){0};
}

uint32_t vlog_last_insn(const struct vlog *log)
{
	for (uint32_t i = log->ev.n; i--;)
		if (log->ev.p[i].kind == VLOG_INSN)
			return i;
	return log->ev.n;
}
