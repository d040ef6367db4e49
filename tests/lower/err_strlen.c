// flags: -Wno-error
// error: BPF has no C library: '__builtin_strlen'
char text[8];
__attribute__((section("xdp"), used)) int prog(void *ctx) { return __builtin_strlen(text); }
