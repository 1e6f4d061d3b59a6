/* Products of matrices of bytes, words and 64-bit numbers. */
#include "runtime.h"

enum { N = 12 };

static int8_t bytes[2][N][N];
static int32_t words[3][N][N];
static int64_t longs[N][N];

static void fill(void)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            for (int k = 0; k < 2; k++) {
                bytes[k][i][j] = (int8_t)random_word();
                words[k][i][j] = (int32_t)random_word();
            }
}

int main(void)
{
    fill();
    int32_t trace = 0;
    uint64_t sum = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            int32_t dot = 0;
            for (int k = 0; k < N; k++) {
                dot += bytes[0][i][k] * bytes[1][k][j];
                longs[i][j] += (int64_t)words[0][i][k] * words[1][k][j];
            }
            words[2][i][j] = dot;
            trace += i == j ? dot : 0;
        }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            sum = sum * 1099511628211u + (uint64_t)longs[i][j] + (uint32_t)words[2][i][j];
    put_text("trace ");
    put_decimal(trace);
    put_text("\n");
    put_line("products", sum);
    return trace & 127;
}
