/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two objects share. */
#ifndef TESTS_TOOLS_SHARED_H
#define TESTS_TOOLS_SHARED_H

struct seen {
	__u64 packets, bytes;
	__u8 flags : 3, state : 5;
	__u16 port;
	struct {
		__u32 low;
		enum { SEEN_NEW, SEEN_OLD = 7 } age;
	} last;
};

int weigh(int bytes, int factor);

#endif
