// expect: 24388
#include "exec.h"

const char in[] = "ab12 cd;34";
enum st { IDLE, WORD, NUM, END };
ENTRY
{
	enum st s = IDLE;
	int words = 0, nums = 0, val = 0;
	for (unsigned i = 0; i < sizeof(in); i++) {
		char c = in[i];
		switch (s) {
		case IDLE:
			if (c >= 'a' && c <= 'z') {
				s = WORD;
				words++;
			} else if (c >= '0' && c <= '9') {
				s = NUM;
				nums++;
				val = val * 10 + c - '0';
			}
			break;
		case WORD:
			if (c >= '0' && c <= '9') {
				s = NUM;
				nums++;
				val += c;
			} else if (c == ' ' || !c)
				s = IDLE;
			break;
		case NUM:
			if (c == ' ' || c == ';')
				s = IDLE;
			else
				val = val * 3 + c;
			break;
		case END: return -1;
		}
	}
	return words * 10000 + nums * 1000 + val;
}
