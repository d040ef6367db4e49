/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is shown while programs are attached. A terminal gets the tables anew each interval; a file
 * gets the records of streams as they come and the tables at the end (or, with an interval given,
 * each time). Ends with a signal, the time, or the command.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attach.h"
#include "kmap.h"
#include "screen.h"
#include "streams.h"
#include "table.h"

enum { ROWS = 40, DEFAULT_INTERVAL_MS = 1000, WAITS = 5 };

struct watch {
	struct attach *attach;
	FILE *out;
	bool terminal, json, over;
	struct streams *streams;
	struct printk *printk;
	int signals, end, tick, epoll;
	struct attach_result *result;
};

/* ---- showing ---- */

static void show_record(void *ctx, const struct kmap *m, const void *data, size_t size)
{
	struct watch *w = ctx;
	struct map_printer p = {.out = w->out, .json = w->json, .btf = m->btf};
	uint32_t type = record_type(m->btf, m->name, m->value_type, size);

	fprintf(w->out, w->json ? "{\"stream\": \"%s\", \"record\": " : "%s: ", m->name);
	value_print(&p, type, data, size);
	fputs(w->json ? "}\n" : "\n", w->out);
	w->result->records++;
}

static void show_lost(void *ctx, const struct kmap *m, uint64_t n)
{
	fprintf(stderr, "kbcc: %s: %llu records lost, the buffer was full\n", m->name,
		(unsigned long long)n);
}

static void show_line(void *ctx, const char *text)
{
	struct watch *w = ctx;

	if (!w->json)
		fprintf(w->out, "printk: %s\n", text);
}

static bool is_table(const struct kmap *m)
{
	return kmap_is_shown(m) && !kmap_is_stream(m);
}

static void show_json(struct watch *w)
{
	const struct btf *btf = bpf_object__btf(w->attach->kernel->object);
	struct map_printer p = {.out = w->out, .json = true, .btf = btf};
	struct bpf_map *map;

	map_print_begin(&p);
	bpf_object__for_each_map(map, w->attach->kernel->object)
	{
		struct kmap m = kmap_of(map, btf);

		if (is_table(&m))
			kmap_dump(&p, &m);
	}
	map_print_end(&p);
}

static unsigned count_tables(const struct watch *w)
{
	struct bpf_map *map;
	unsigned n = 0;

	bpf_object__for_each_map(map, w->attach->kernel->object)
	{
		struct kmap m = kmap_of(map, NULL);

		n += is_table(&m);
	}
	return n;
}

static void print_tables(const struct watch *w, FILE *out, unsigned rows)
{
	const struct btf *btf = bpf_object__btf(w->attach->kernel->object);
	struct bpf_map *map;

	bpf_object__for_each_map(map, w->attach->kernel->object)
	{
		struct kmap m = kmap_of(map, btf);

		if (is_table(&m))
			table_print(out, &m, rows);
	}
}

/* Each table gets its share of the screen: a line for its name, one for its columns, one for what
 * it leaves out. */
static void redraw(const struct watch *w)
{
	enum { LINES = 3, LEAST = 3 };
	struct screen s = screen_of(fileno(w->out));
	unsigned share = (s.rows - 1) / count_tables(w);
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (f) {
		print_tables(w, f, share > LINES + LEAST ? share - LINES : LEAST);
		fclose(f);
		screen_draw(w->out, s, text);
	}
	free(text);
}

static void show_tables(struct watch *w)
{
	if (w->json) {
		show_json(w);
	} else if (w->terminal && !w->over) {
		if (count_tables(w))
			redraw(w);
	} else { /* what stays at the end, whole */
		if (w->terminal)
			fputs("\033[H\033[2J", w->out);
		print_tables(w, w->out, ROWS);
		fflush(w->out);
	}
}

/* ---- iterators ---- */

static void read_iterator(const struct watch *w, int link)
{
	int fd = bpf_iter_create(link);
	char buf[4096];
	ssize_t n;

	while (fd >= 0 && ((n = read(fd, buf, sizeof(buf))) > 0 || (n < 0 && errno == EAGAIN)))
		if (n > 0)
			fwrite(buf, 1, (size_t)n, w->out);
	if (fd >= 0)
		close(fd);
}

static void read_iterators(const struct watch *w)
{
	vec_for (a, &w->attach->v)
		if (a->iterator)
			read_iterator(w, bpf_link__fd(a->link));
}

/* ---- events ---- */

static int timer(unsigned first_ms, unsigned every_ms)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	struct itimerspec t = {
		.it_value = {first_ms / 1000, first_ms % 1000 * 1000000L},
		.it_interval = {every_ms / 1000, every_ms % 1000 * 1000000L},
	};

	if (fd >= 0)
		timerfd_settime(fd, 0, &t, NULL);
	return fd;
}

static void add(const struct watch *w, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	if (fd >= 0)
		epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &event);
}

static void reap(struct watch *w)
{
	struct place *p = &w->attach->place;
	int status;

	if (p->command && waitpid(p->command, &status, WNOHANG) == p->command) {
		p->command = 0;
		w->result->command_status = status;
		w->over = true;
	}
}

static void take_signals(struct watch *w)
{
	struct signalfd_siginfo info;

	while (read(w->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			reap(w);
		else
			w->over = true;
	}
}

static void take(struct watch *w, int fd)
{
	uint64_t n;

	if (fd == w->signals) {
		take_signals(w);
	} else if (fd == w->end) {
		w->over = true;
	} else if (fd == w->tick) {
		(void)!read(fd, &n, sizeof(n));
		show_tables(w);
	}
}

static void drain(struct watch *w)
{
	streams_drain(w->streams);
	if (w->printk)
		printk_drain(w->printk);
	fflush(w->out);
}

/* A reader that went away ends it as Ctrl-C does. */
static void loop(struct watch *w)
{
	struct epoll_event events[WAITS];

	while (!w->over && !ferror(w->out)) {
		int n = epoll_wait(w->epoll, events, WAITS, -1);

		for (int i = 0; i < n; i++)
			take(w, events[i].data.fd);
		drain(w);
	}
}

/* ---- begin and end ---- */

static bool begin(struct watch *w)
{
	const struct attach_opts *o = w->attach->opts;
	struct stream_sink sink = {w, show_record, show_lost};
	unsigned interval = o->interval_ms;
	const char *why = NULL;
	sigset_t ours;

	sigemptyset(&ours);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGHUP);
	sigaddset(&ours, SIGCHLD);
	if (!interval && w->terminal && count_tables(w))
		interval = DEFAULT_INTERVAL_MS;
	w->streams = streams_open(w->attach->kernel, true, sink);
	if (!w->streams)
		return false;
	if (printk_is_used(w->attach->kernel))
		w->printk = printk_of_all(w->attach->arena, &w->attach->place, show_line, w, &why);
	if (why)
		fprintf(stderr, "kbcc: bpf_printk's lines are not shown: %s\n", why);
	w->epoll = epoll_create1(EPOLL_CLOEXEC);
	w->signals = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
	w->end = o->for_ms ? timer(o->for_ms, 0) : -1;
	w->tick = interval ? timer(interval, interval) : -1;
	add(w, w->signals);
	add(w, w->end);
	add(w, w->tick);
	add(w, streams_fd(w->streams));
	if (w->printk)
		add(w, printk_fd(w->printk));
	return true;
}

static void end(struct watch *w)
{
	int fds[] = {w->signals, w->end, w->tick, w->epoll};

	for (unsigned i = 0; i < ARRAY_LEN(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	printk_close(w->printk);
	streams_close(w->streams);
}

bool attach_watch(struct attach *t, struct attach_result *result)
{
	struct watch w = {.attach = t,
		.out = stdout,
		.json = t->opts->json,
		.signals = -1,
		.end = -1,
		.tick = -1,
		.epoll = -1,
		.result = result};
	bool ok;

	w.terminal = isatty(fileno(w.out)) && !w.json;
	vec_for (a, &t->v)
		if (a->what && !w.json)
			fprintf(w.out, "%s: attached to %s\n", a->prog, a->what);
	fflush(w.out);
	ok = begin(&w);
	if (ok) {
		take_signals(&w); /* those that came while it was attached */
		if (!w.over) {
			read_iterators(&w);
			place_go(&t->place);
		}
		/* Pinned, it goes on without us; to stay and watch a time must be asked for. */
		if (!t->opts->pin_dir || t->opts->for_ms || t->opts->command)
			loop(&w);
		drain(&w);
		if (count_tables(&w) && !t->opts->pin_dir)
			show_tables(&w);
	}
	end(&w);
	return ok;
}
