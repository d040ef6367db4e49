// error: BPF has no C library: '__builtin_strcmp' can only be used where its value is a constant
char text[8];
__attribute__((section("xdp"), used)) int prog(void *ctx) { return __builtin_strcmp(text, "a"); }
