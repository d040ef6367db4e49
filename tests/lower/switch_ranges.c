// ir: switch \$0, 4294967293\.\.4294967295 (b[0-9]+), 0\.\.4 (b[0-9]+), 7\.\.9 (b[0-9]+), 20
int f(int a)
{
	switch (a) {
	case -3 ... 4: return 1;
	case 7:
	case 8:
	case 9: a = 3;
	case 20: a++; break;
	}
	return a;
}
