/* Functions that call themselves: Fibonacci, Ackermann, Hanoi, queens, permutations, and two that call each other. */
#include "runtime.h"

static unsigned fibonacci(unsigned n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

static unsigned ackermann(unsigned m, unsigned n)
{
    if (!m)
        return n + 1;
    return ackermann(m - 1, n ? ackermann(m, n - 1) : 1);
}

static unsigned hanoi(int disks, int from, int to)
{
    if (!disks)
        return 0;
    int other = 3 - from - to;
    unsigned moves = hanoi(disks - 1, from, other) * 3 + (unsigned)(from * 2 + to);
    return moves + hanoi(disks - 1, other, to);
}

static int queens(int size, int row, unsigned columns, unsigned left, unsigned right)
{
    if (row == size)
        return 1;
    int found = 0;
    for (int column = 0; column < size; column++) {
        unsigned bit = 1u << column;
        if (!((columns | left | right) & bit))
            found += queens(size, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return found;
}

static uint32_t permute(char *items, int fixed, int count, uint32_t sum)
{
    if (fixed == count) {
        for (int i = 0; i < count; i++)
            sum = sum * 33 + (uint8_t)items[i];
        return sum;
    }
    for (int i = fixed; i < count; i++) {
        char kept = items[fixed];
        items[fixed] = items[i];
        items[i] = kept;
        sum = permute(items, fixed + 1, count, sum);
        items[i] = items[fixed];
        items[fixed] = kept;
    }
    return sum;
}

static int is_odd(unsigned n);

static int is_even(unsigned n)
{
    return n ? is_odd(n - 1) : 1;
}

static int is_odd(unsigned n)
{
    return n ? is_even(n - 1) : 0;
}

int main(void)
{
    char items[] = "abcde";
    put_line("fibonacci", fibonacci(16));
    put_line("ackermann", ackermann(2, 7));
    put_line("hanoi", hanoi(8, 0, 2));
    put_line("queens", (uint64_t)queens(6, 0, 0, 0, 0));
    put_line("permutations", permute(items, 0, 5, 0));
    return is_even(101) * 2 + queens(5, 0, 0, 0, 0);
}
