// flags: -mbig-endian
struct s { unsigned a : 3, b : 9; int c; struct s *next; };
int f(struct s *s) { return s->b; }
