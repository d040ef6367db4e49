// Every way out runs what it leaves, innermost first; a goto forward as well.
// ir: call @two
// ir: call @drop2
// ir: call @end
// ir: call @drop1
// ir: call @one
// ir: call @drop2
// ir: call @drop1
// flags: -O0
void drop1(int *), drop2(int *), one(void), two(void), end(void);
int f(int n)
{
	int a __attribute__((cleanup(drop1))) = 1;

	{
		int b __attribute__((cleanup(drop2))) = 2;

		if (n) {
			one();
			return a;
		}
		two();
	}
	end();
	return 0;
}
