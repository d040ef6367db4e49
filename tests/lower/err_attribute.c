// error: call to 'bad' declared with 'error' attribute: do not
void bad(void) __attribute__((error("do not")));
void good(void) __attribute__((error("never called")));
int f(int a) { if (sizeof(a) == 8) good(); bad(); return a; }
