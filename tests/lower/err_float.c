// error: floating point is not supported by BPF
int f(int a) { return a * 1.5; }
