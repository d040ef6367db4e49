/* SPDX-License-Identifier: BSD-2-Clause */
/* See streams.h. */
#include "streams.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { PAGES = 64 }; /* of each CPU's perf buffer */

struct stream {
	struct streams *all;
	struct kmap map;
	struct ring_buffer *ring; /* one of both */
	struct perf_buffer *perf;
};

struct streams {
	struct stream_sink sink;
	VEC(struct stream *) v;
	int epoll;
};

static int ring_record(void *ctx, void *data, size_t size)
{
	struct stream *s = ctx;

	s->all->sink.record(s->all->sink.ctx, &s->map, data, size);
	return 0;
}

static void perf_record(void *ctx, int cpu, void *data, uint32_t size)
{
	ring_record(ctx, data, size);
}

static void perf_lost(void *ctx, int cpu, __u64 n)
{
	struct stream *s = ctx;

	if (s->all->sink.lost)
		s->all->sink.lost(s->all->sink.ctx, &s->map, n);
}

static bool open_one(struct kernel *k, struct streams *all, const struct kmap *m)
{
	struct stream *s = arena_new(k->arena, struct stream);
	struct epoll_event event = {.events = EPOLLIN};
	int err = 0, fd = -1;

	*s = (struct stream){.all = all, .map = *m};
	if (m->type == BPF_MAP_TYPE_RINGBUF)
		s->ring = ring_buffer__new(m->fd, ring_record, s, NULL);
	else
		s->perf = perf_buffer__new(m->fd, PAGES, perf_record, perf_lost, s, NULL);
	if (!s->ring && !s->perf)
		err = errno;
	vec_push(k->arena, &all->v, s);
	if (!err)
		fd = s->ring ? ring_buffer__epoll_fd(s->ring) : perf_buffer__epoll_fd(s->perf);
	if (!err && epoll_ctl(all->epoll, EPOLL_CTL_ADD, fd, &event))
		err = errno;
	if (err)
		diag(k->ds, DIAG_STREAM, 0, m->name, strerror(err));
	return !err;
}

struct streams *streams_open(struct kernel *k, bool rings, struct stream_sink sink)
{
	struct streams *s = arena_new(k->arena, struct streams);
	struct bpf_map *map;

	*s = (struct streams){.sink = sink, .epoll = epoll_create1(EPOLL_CLOEXEC)};
	bpf_object__for_each_map(map, k->object)
	{
		struct kmap m = kmap_of(map, bpf_object__btf(k->object));

		if (!kmap_is_stream(&m) || (m.type == BPF_MAP_TYPE_RINGBUF && !rings))
			continue;
		if (!open_one(k, s, &m)) {
			streams_close(s);
			return NULL;
		}
	}
	return s;
}

void streams_drain(struct streams *s)
{
	vec_for (i, &s->v) {
		if ((*i)->ring)
			ring_buffer__consume((*i)->ring);
		else
			perf_buffer__consume((*i)->perf);
	}
}

int streams_fd(const struct streams *s)
{
	return s->epoll;
}

void streams_close(struct streams *s)
{
	if (!s)
		return;
	vec_for (i, &s->v) {
		ring_buffer__free((*i)->ring);
		perf_buffer__free((*i)->perf);
	}
	s->v.n = 0;
	if (s->epoll >= 0)
		close(s->epoll);
	s->epoll = -1;
}
