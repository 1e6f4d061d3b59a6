/* A machine in the machine: a stack of words, a dozen instructions, and two programs for it. */
#include "runtime.h"

typedef enum { PUSH, LOAD, STORE, ADD, SUB, MUL, MOD, LESS, JUMP, BRANCH, PRINT, CALL, RETURN, HALT } operation;

typedef struct {
    uint8_t operation;
    int16_t operand;
} instruction;

/* Primes below 50, by trial. */
static const instruction primes[] = {
    {PUSH, 2}, {STORE, 0},
    {PUSH, 2}, {STORE, 1},                                               /* 2: candidate in 0, divisor in 1 */
    {LOAD, 1}, {LOAD, 0}, {LESS, 0}, {BRANCH, 10}, {LOAD, 0}, {PRINT, 0}, /* 4: none divides it */
    {LOAD, 1}, {LOAD, 0}, {LESS, 0}, {BRANCH, 16}, {JUMP, 23}, {HALT, 0}, /* 10 */
    {LOAD, 0}, {LOAD, 1}, {MOD, 0}, {BRANCH, 21}, {JUMP, 23},             /* 16 */
    {CALL, 30}, {JUMP, 4},                                                /* 21: the next divisor */
    {LOAD, 0}, {PUSH, 1}, {ADD, 0}, {STORE, 0},                           /* 23: the next candidate */
    {LOAD, 0}, {JUMP, 34}, {HALT, 0},
    {LOAD, 1}, {PUSH, 1}, {ADD, 0}, {RETURN, 1},                          /* 30 */
    {PUSH, 50}, {LESS, 0}, {BRANCH, 2}, {HALT, 0},                        /* 34 */
};

/* The longest way down of Collatz's numbers below 12. */
static const instruction collatz[] = {
    {PUSH, 1}, {STORE, 0},
    {LOAD, 0}, {STORE, 1}, {PUSH, 0}, {STORE, 2},                                  /* 2: n in 1, steps in 2 */
    {PUSH, 1}, {LOAD, 1}, {LESS, 0}, {BRANCH, 12}, {JUMP, 34}, {HALT, 0},          /* 6 */
    {LOAD, 2}, {PUSH, 1}, {ADD, 0}, {STORE, 2},                                    /* 12 */
    {LOAD, 1}, {PUSH, 2}, {MOD, 0}, {BRANCH, 28},                                  /* 16 */
    {PUSH, 0}, {STORE, 4},                                                         /* 20: half of it, by search */
    {LOAD, 4}, {PUSH, 1}, {ADD, 0}, {STORE, 4}, {JUMP, 47}, {HALT, 0},             /* 22 */
    {LOAD, 1}, {PUSH, 3}, {MUL, 0}, {PUSH, 1}, {ADD, 0}, {JUMP, 57},               /* 28 */
    {LOAD, 3}, {LOAD, 2}, {LESS, 0}, {BRANCH, 40}, {JUMP, 42}, {HALT, 0},          /* 34: best in 3 */
    {LOAD, 2}, {STORE, 3},                                                         /* 40 */
    {LOAD, 0}, {PUSH, 1}, {ADD, 0}, {STORE, 0}, {JUMP, 59},                        /* 42 */
    {LOAD, 4}, {PUSH, 2}, {MUL, 0}, {LOAD, 1}, {LESS, 0}, {BRANCH, 22}, {LOAD, 4}, {JUMP, 57}, {HALT, 0}, {HALT, 0}, /* 47 */
    {STORE, 1}, {JUMP, 6},                                                         /* 57 */
    {LOAD, 0}, {PUSH, 12}, {LESS, 0}, {BRANCH, 2}, {LOAD, 3}, {PRINT, 0}, {HALT, 0}, /* 59 */
};

static uint32_t steps, printed;

static void print(int32_t value)
{
    put_decimal(value);
    put_text(" ");
    printed = printed * 31 + (uint32_t)value;
}

static void run(const instruction *program)
{
    int32_t stack[32], memory[8] = {0}, calls[8];
    int top = 0, depth = 0;
    for (const instruction *at = program;; steps++) {
        int operand = at->operand;
        switch ((operation)(at++)->operation) {
        case PUSH: stack[top++] = operand; break;
        case LOAD: stack[top++] = memory[operand]; break;
        case STORE: memory[operand] = stack[--top]; break;
        case ADD: top--; stack[top - 1] += stack[top]; break;
        case SUB: top--; stack[top - 1] -= stack[top]; break;
        case MUL: top--; stack[top - 1] *= stack[top]; break;
        case MOD: top--; stack[top - 1] %= stack[top]; break;
        case LESS: top--; stack[top - 1] = stack[top - 1] < stack[top]; break;
        case JUMP: at = program + operand; break;
        case BRANCH: if (stack[--top]) at = program + operand; break;
        case PRINT: print(stack[--top]); break;
        case CALL: calls[depth++] = (int32_t)(at - program); at = program + operand; break;
        case RETURN: memory[operand] = stack[--top]; at = program + calls[--depth]; break;
        case HALT: put_text("\n"); return;
        }
    }
}

int main(void)
{
    run(primes);
    run(collatz);
    put_line("steps", steps);
    put_line("printed", printed);
    return printed & 63;
}
