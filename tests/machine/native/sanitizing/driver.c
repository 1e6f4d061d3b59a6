/* Follows orders from a file, and answers each that asks for something with 64 bits: a digest of what can be seen.

   usage: driver ORDERS ANSWERS. An order is four 64-bit numbers (what to do, two more, how many bytes follow) and those bytes.
   Answers are written at once, so that as many are there as orders were followed. */
#include "@engine@"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_STATE, NAME_MEMORY, RESET, PUT_STATE, PUT_MEMORY, PUT_COUNTS, EXECUTE, START, RUN, LOOK };
enum { MOST_NAMES = 1024, HEAD = 1 << 18, TAIL = 1 << 10 };

typedef struct order {
    uint64_t kind, one, other, size;
} order;

typedef struct names {
    char *of[MOST_NAMES];
    size_t count;
} names;

static names states, memories;

static void refuse(const char *why)
{
    fprintf(stderr, "driver: %s\n", why);
    exit(3);
}

static uint64_t digest(uint64_t hash, const void *bytes, uint64_t size)
{
    const uint8_t *from = bytes;
    for (; size >= 8; size -= 8, from += 8) {
        uint64_t next;
        memcpy(&next, from, 8);
        hash = (hash ^ next) * UINT64_C(0x100000001b3);
        hash ^= hash >> 29;
    }
    while (size-- != 0)
        hash = (hash ^ *from++) * UINT64_C(0x100000001b3);
    return hash;
}

static void add(names *to, char *name)
{
    if (to->count == MOST_NAMES)
        refuse("too many names");
    to->of[to->count++] = name;
}

static const char *called(const names *all, uint64_t number)
{
    if (number >= all->count)
        refuse("no such name");
    return all->of[number];
}

/* The beginning and the end of so many bytes. */
static uint64_t ends(uint64_t hash, const uint8_t *bytes, uint64_t size)
{
    if (size <= HEAD + TAIL)
        return digest(hash, bytes, size);
    return digest(digest(hash, bytes, HEAD), bytes + size - TAIL, TAIL);
}

static uint64_t everything(N_machine *m)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (unsigned i = 0; i < N_INSTANCES; i++) {
        size_t count;
        uint64_t *counts, base, size;
        for (size_t n = 0; n < states.count; n++) {
            const uint8_t *state = N_state(m, i, states.of[n], &count);
            hash = ends(hash, state, count);
        }
        for (size_t n = 0; n < memories.count; n++) {
            const uint8_t *memory = N_memory_at(m, i, memories.of[n], &base, &size);
            hash = ends(hash, memory, size);
        }
        for (unsigned n = 0; (counts = N_counts(m, i, n, &count)) != NULL; n++)
            hash = digest(hash, counts, count * sizeof *counts);
    }
    return hash;
}

static uint64_t ended(const N_result *r)
{
    return digest(0, r, offsetof(N_result, word) + N_WORD_BYTES);
}

static uint64_t waiting(N_machine *m, uint64_t hash)
{
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned u = 0; u < N_PROCESSORS + N_ENGINES; u++) {
            N_waiting w;
            if (N_waits(m, i, u, &w) != 0)
                hash = digest(hash, w.text, strlen(w.text));
        }
    return hash;
}

static void put(uint8_t *to, uint64_t room, const order *o, const uint8_t *bytes)
{
    if (to == NULL || o->other > room || o->size > room - o->other)
        refuse("these bytes have no place");
    memcpy(to + o->other, bytes, (size_t)o->size);
}

static void put_counts(N_machine *m, const order *o)
{
    size_t count;
    uint64_t *counts = N_counts(m, 0, (unsigned)o->one, &count);
    if (counts == NULL)
        refuse("no such semaphore");
    for (size_t i = 0; i < count; i++)
        counts[i] = o->other;
}

/* Does what sets something. */
static void prepare(N_machine *m, const order *o, const uint8_t *bytes)
{
    if (o->kind == RESET) {
        N_reset(m);
    } else if (o->kind == PUT_STATE) {
        size_t size = 0;
        uint8_t *state = N_state(m, 0, called(&states, o->one), &size);
        put(state, size, o, bytes);
    } else if (o->kind == PUT_MEMORY) {
        uint64_t base, size = 0;
        const char *name = called(&memories, o->one);
        uint8_t *memory = N_memory_at(m, 0, name, &base, &size);
        put(memory, size, o, bytes);
        N_written(m, 0, name, o->other, o->size);
    } else if (o->kind == PUT_COUNTS) {
        put_counts(m, o);
    } else if (o->kind == START) {
        N_start(m, 0, (unsigned)o->one, o->other);
    } else {
        refuse("no such order");
    }
}

/* Does what has an answer; whether it was that. */
static int ask(N_machine *m, const order *o, uint64_t *answer)
{
    N_result result;
    if (o->kind == EXECUTE) {
        N_execute(m, 0, (unsigned)o->one, o->other, &result);
        *answer = ended(&result);
    } else if (o->kind == RUN) {
        N_run(m, o->one, o->other != 0 ? N_ADVERSARIAL_ORDER : N_PROGRAM_ORDER, o->other, &result);
        *answer = ended(&result);
        if (result.reason == N_DEADLOCK)
            *answer = waiting(m, *answer);
    } else if (o->kind == LOOK) {
        *answer = everything(m);
    } else {
        return 0;
    }
    return 1;
}

int main(int argc, char **argv)
{
    FILE *orders = argc == 3 ? fopen(argv[1], "rb") : NULL, *answers = argc == 3 ? fopen(argv[2], "wb") : NULL;
    N_machine *m = N_create();
    order o;
    if (orders == NULL || answers == NULL || m == NULL)
        refuse("usage: driver ORDERS ANSWERS");
    setvbuf(answers, NULL, _IONBF, 0);
    while (fread(&o, sizeof o, 1, orders) == 1) {
        uint64_t answer;
        uint8_t *bytes = calloc((size_t)o.size + 1, 1);
        if (bytes == NULL || fread(bytes, 1, (size_t)o.size, orders) != o.size)
            refuse("bytes are missing");
        if (o.kind == NAME_STATE || o.kind == NAME_MEMORY) {
            add(o.kind == NAME_STATE ? &states : &memories, (char *)bytes);
            continue;
        }
        if (ask(m, &o, &answer))
            fwrite(&answer, sizeof answer, 1, answers);
        else
            prepare(m, &o, bytes);
        free(bytes);
    }
    N_destroy(m);
    fclose(orders);
    fclose(answers);
    return 0;
}
