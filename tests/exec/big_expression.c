// expect: 4294907736
#include "exec.h"

volatile int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10, k = 11, l = 12;
ENTRY
{
	int A = a, B = b, C = c, D = d, E = e, F = f, G = g, H = h, I = i, J = j, K = k, L = l;
	return ((A + B) * (C + D) - (E + F) * (G + H)) * ((I + J) * (K + L) + (A * L - B * K)) +
	       ((C ^ J) + (D | I)) * ((E & H) + (F - G)) + A * B * C + D * E * F + G * H * I +
	       J * K * L;
}
