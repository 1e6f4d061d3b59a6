/* @name@-run: executes a raw image from the command line. */
#include "@engine@"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char N_USAGE[] =
    "usage: @name@-run IMAGE [OPTION...]\n"
    "  --at ADDRESS             where the image goes (default: the reset address of the processor)\n"
    "  --entry PC               where it starts, in units of the program counter\n"
    "  --processor NAME         what executes it (default: the first)\n"
    "  --set STATE=HEX          the bytes of a state, as they lie in memory\n"
    "  --set MEMORY@ADDR=HEX    bytes of a memory\n"
    "  --dump STATE             prints the bytes of a state when the run has ended\n"
    "  --dump MEMORY@ADDR:SIZE  prints bytes of a memory\n"
    "  --max-steps N            ends the run after N instructions, with code 1\n"
    "  --order adversarial      units go on in an order that --seed decides\n"
    "  --seed N\n"
    "The code is the program's own; 1 for a fault, a deadlock or too many steps; 2 for wrong use.\n";

static void N_refuse(const char *what, const char *why)
{
    fprintf(stderr, "@name@-run: %s: %s\n", what, why);
    exit(2);
}

static uint64_t N_number(const char *text)
{
    char *end;
    uint64_t value = strtoull(text, &end, 0);
    if (*text == '\0' || *end != '\0')
        N_refuse(text, "no number");
    return value;
}

/* What a place names: the bytes of a state, or from an address of a memory on. */
static uint8_t *N_place_of(N_machine *m, unsigned instance, char *text, uint64_t *size)
{
    char *at = strchr(text, '@'), *colon = at != NULL ? strchr(at, ':') : NULL;
    uint64_t base, all;
    if (at == NULL) {
        size_t bytes;
        uint8_t *state = N_state(m, instance, text, &bytes);
        *size = bytes;
        if (state == NULL)
            N_refuse(text, "no such state");
        return state;
    }
    *at = '\0';
    if (colon != NULL)
        *colon = '\0';
    uint8_t *memory = N_memory_at(m, instance, text, &base, &all);
    uint64_t address = N_number(at + 1);
    if (memory == NULL)
        N_refuse(text, "no such memory");
    if (address < base || address - base > all)
        N_refuse(at + 1, "no address of that memory");
    *size = all - (address - base);
    if (colon != NULL && N_number(colon + 1) <= *size)
        *size = N_number(colon + 1);
    return memory + (address - base);
}

static void N_put_bytes(N_machine *m, char *text)
{
    char *equals = strchr(text, '=');
    if (equals == NULL)
        N_refuse(text, "write PLACE=HEX");
    *equals = '\0';
    const char *hex = equals + 1;
    for (unsigned i = 0; i < N_INSTANCES; i++) {
        uint64_t size, base, all, count = 0;
        char *copy = malloc(strlen(text) + 1);
        if (copy == NULL)
            N_refuse(text, "out of memory");
        strcpy(copy, text);
        uint8_t *place = N_place_of(m, i, copy, &size);
        for (; hex[2 * count] != '\0'; count++) {
            unsigned byte = 0;
            if (count >= size || sscanf(hex + 2 * count, "%2x", &byte) != 1 || hex[2 * count + 1] == '\0')
                N_refuse(hex, "too long, or no pairs of hexadecimal digits");
            place[count] = (uint8_t)byte;
        }
        if (strchr(text, '@') != NULL) /* what is left of the copy is the memory's name */
            N_written(m, i, copy, (uint64_t)(place - N_memory_at(m, i, copy, &base, &all)), count);
        free(copy);
    }
}

static void N_show_bytes(N_machine *m, char *text)
{
    uint64_t size;
    const uint8_t *place = N_place_of(m, 0, text, &size);
    printf("%s ", text);
    for (uint64_t i = 0; i < size; i++)
        printf("%02x", place[i]);
    printf("\n");
}

static void N_load_file(N_machine *m, const char *path, const char *memory, uint64_t address)
{
    FILE *file = fopen(path, "rb");
    uint8_t buffer[4096];
    size_t count;
    if (file == NULL)
        N_refuse(path, "cannot be read");
    while ((count = fread(buffer, 1, sizeof buffer, file)) != 0) {
        for (unsigned i = 0; i < N_INSTANCES; i++)
            if (N_write_memory(m, i, memory, address, buffer, count) != 0)
                N_refuse(path, "does not fit");
        address += count;
    }
    fclose(file);
}

static int N_tell(N_machine *m, const N_result *r)
{
    unsigned long long steps = r->steps, pc = r->pc;
    if (r->reason == N_EXITED)
        return (int)(r->exit_low & 0xff);
    if (r->reason == N_FAULT) {
        fprintf(stderr, "fault %s", N_fault_name((unsigned)r->fault));
        if (r->carries != 0)
            fprintf(stderr, " (value %#llx)", (unsigned long long)r->value_low);
        fprintf(stderr, " at pc %#llx [%s, instance %u] after %llu instructions\n", pc, N_unit_name((unsigned)r->unit),
                (unsigned)r->instance, steps);
    } else if (r->reason == N_DEADLOCK) {
        fprintf(stderr, "deadlock:\n");
        for (unsigned i = 0; i < N_INSTANCES; i++)
            for (unsigned u = 0; u < N_PROCESSORS + N_ENGINES; u++) {
                N_waiting w;
                if (N_waits(m, i, u, &w) != 0)
                    fprintf(stderr, "  instance %u, %s at pc %#llx: %s\n", i, N_unit_name(u), (unsigned long long)w.pc,
                            w.text);
            }
    } else {
        fprintf(stderr, "stopped after %llu instructions\n", steps);
    }
    return 1;
}

static const char *const N_memories[] = {@memories@};
static const uint64_t N_resets[] = {@resets@}, N_units[] = {@units@};

int main(int argc, char **argv)
{
    uint64_t most = UINT64_MAX, seed = 0, address = 0, entry = 0;
    unsigned order = N_PROGRAM_ORDER, processor = 0;
    int addressed = 0, entered = 0;
    if (argc < 2 || strcmp(argv[1], "--help") == 0) {
        fputs(N_USAGE, argc < 2 ? stderr : stdout);
        return argc < 2 ? 2 : 0;
    }
    for (int i = 2; i < argc; i += 2) {
        const char *value = argv[i + 1];
        if (value == NULL)
            N_refuse(argv[i], "lacks a value");
        if (strcmp(argv[i], "--at") == 0)
            address = N_number(value), addressed = 1;
        else if (strcmp(argv[i], "--entry") == 0)
            entry = N_number(value), entered = 1;
        else if (strcmp(argv[i], "--max-steps") == 0)
            most = N_number(value);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = N_number(value);
        else if (strcmp(argv[i], "--order") == 0)
            order = strcmp(value, "adversarial") == 0 ? N_ADVERSARIAL_ORDER : N_PROGRAM_ORDER;
        else if (strcmp(argv[i], "--processor") == 0)
            while (strcmp(N_unit_name(processor), value) != 0)
                if (++processor == N_PROCESSORS)
                    N_refuse(value, "no such processor");
    }
    N_machine *m = N_create();
    if (m == NULL)
        N_refuse(argv[0], "out of memory");
    if (!addressed)
        address = N_resets[processor] * N_units[processor];
    N_load_file(m, argv[1], N_memories[processor], address);
    for (unsigned i = 0; i < N_INSTANCES; i++)
        N_start(m, i, processor, entered ? entry : address / N_units[processor]);
    for (int i = 2; i < argc; i += 2)
        if (strcmp(argv[i], "--set") == 0)
            N_put_bytes(m, argv[i + 1]);
    N_result result;
    N_run(m, most, order, seed, &result);
    fflush(stdout);
    int code = N_tell(m, &result);
    for (int i = 2; i < argc; i += 2)
        if (strcmp(argv[i], "--dump") == 0)
            N_show_bytes(m, argv[i + 1]);
    N_destroy(m);
    return code;
}
