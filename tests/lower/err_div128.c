// error: division of 128-bit integers is not supported by BPF
unsigned long f(unsigned __int128 a, unsigned long b) { return a / b; }
