// error: changes address space of pointer
int __attribute__((address_space(1))) *arena;
int *prog(void) { return arena; }
