// error: BPF has no C library: '__builtin_strlen' can only be used where its value is a constant
unsigned long f(const char *s) { return __builtin_strlen(s); }
