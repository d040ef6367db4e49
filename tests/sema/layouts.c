// Layouts that vmlinux.h has none of; compared with libclang by tests/sema/run.
struct bits { char a; int b : 5; int : 3; long c : 40; short d : 9; int : 0; char e : 1; _Bool f : 1; };
struct __attribute__((packed)) packed_bits { char a; int b : 5; long c : 40; int : 0; char d; };
struct packed_member { char a; int b __attribute__((packed)); long c; int d : 7 __attribute__((packed)); };
struct aligned_member { char a; int b __attribute__((aligned(16))); char c : 3 __attribute__((aligned(8))); };
struct __attribute__((aligned)) most { char a; };
struct __attribute__((packed, aligned(4))) both { char a; long b; };
typedef int low __attribute__((aligned(2)));
typedef int high __attribute__((aligned(32)));
typedef long lowbits __attribute__((aligned(4)));
struct by_typedef { char a; low b; high c; low d[3]; lowbits e : 40; };
union un { int a : 3; char b[5]; long : 0; };
union packed_un { int a; char b[5]; } __attribute__((packed));
struct empty { }; struct with_empty { char a; struct empty b; int c; struct empty d[0]; };
struct flexible { short n; long tail[]; };
struct zero { int a; long b[0]; };
#pragma pack(push, 2)
struct pack2 { char a; long b; int c : 20; int d : 20; struct { char e; int f; }; int g __attribute__((aligned(8))); };
#pragma pack(1)
struct pack1 { char a; long b; int c : 20; long d : 50; };
#pragma pack(pop)
#pragma pack(4)
struct pack4 { char a; long b; __int128 c; };
#pragma pack()
struct unpacked { char a; long b; __int128 c; double d; float e; long double f; };
struct anon { int a; union { struct { char b; long c; }; int d[3]; }; struct { int : 4; int e : 3; } ; };
struct bools { _Bool a : 1, b : 1; unsigned long c : 63; unsigned d : 1; };
struct cross { unsigned a : 31, b : 2; unsigned char c : 7, d : 7; unsigned short e : 15; unsigned long f : 60; };
enum __attribute__((packed)) tiny { T0, T1 = 200 }; enum neg { N0 = -1, N1 = 1 }; enum wide { W0 = 1ll << 33, W1 = -1 };
enum huge { H0 = 0xffffffffffffffff }; enum __attribute__((packed)) mid { M0 = -129 };
struct enums { enum tiny a; enum neg b : 3; enum wide c; enum tiny d : 4; enum mid e; };
struct funcs { int (*f)(struct funcs *); void *p; char tail; };
struct matrix { char m[3][5]; short k[2][2]; };
struct atomic { _Atomic int a; _Atomic char b; };
struct zero_width { char a : 3; char : 0; int b : 2; long : 0; char c; };
struct __attribute__((packed)) zero_packed { char a : 3; int : 0; char b; };
struct outer { char a; struct __attribute__((packed)) inner { char x; int y; } in; struct outer *next; };
