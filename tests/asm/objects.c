// SPDX-License-Identifier: BSD-2-Clause
// What an object can hold: calls between sections and within, callbacks, data of each kind,
// pointers in data, maps.
typedef unsigned int u32;
typedef unsigned long long u64;
#define SEC(name) __attribute__((section(name), used))

static void *(*const map_lookup)(void *map, const void *key) = (void *)1;
static long (*const loop)(u32 n, void *fn, void *ctx, u64 flags) = (void *)181;
static u32 (*const prandom)(void) = (void *)7;

struct value {
	u64 packets, bytes;
	char name[6];
};
struct {
	int (*type)[1];
	u32 *key;
	struct value *value;
	int (*max_entries)[16];
} table SEC(".maps");

int counter, zeros[3];
static int hidden_counter = 7;
const volatile int limit = 5;
static const char format[] = "a \"quoted\" text\n";
u64 words[] = {1, 0, 0, 0, 0, 0xffffffffffffffff};
u64 own SEC(".data.own") = 3;
__attribute__((weak)) int weak_one = 1;

static long step(u32 i, void *ctx)
{
	*(u64 *)ctx += i;
	return i > limit;
}

__attribute__((noinline)) static int scale(int x)
{
	return x * hidden_counter + (int)words[x & 3];
}

__attribute__((noinline)) int shared(int x)
{
	return scale(x) - scale(x + 1);
}

SEC("socket/one") int one(void *ctx)
{
	u32 key = prandom() & 15;
	struct value *v = map_lookup(&table, &key);
	u64 sum = 0;

	if (v) {
		__sync_fetch_and_add(&v->packets, 1);
		v->bytes += *(u32 *)ctx;
		v->name[0] = format[key & 7];
	}
	loop(10, step, &sum, 0);
	counter++;
	zeros[1] += weak_one;
	own += shared((int)sum);
	return scale(counter) > 100 ? (int)sum : -1;
}

__attribute__((noinline)) static int local_to_two(int x)
{
	return x ^ hidden_counter++;
}

SEC("tc") int two(u32 *ctx)
{
	u64 buf[4] = {0x1234567890abcdef};

	for (int i = 0; i < 4; i++)
		buf[i] = buf[i] * 3 + (u64)ctx[i];
	return local_to_two((int)(buf[0] ^ buf[3])) + (buf[1] > buf[2]);
}

char _license[] SEC("license") = "GPL";
