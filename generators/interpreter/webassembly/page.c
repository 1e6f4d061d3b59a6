/* What a page calls: one machine, whose states, memories and semaphores go by their numbers in the spec. */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>

#define N_EXPORT(name) __attribute__((export_name(name)))
#define N_IMPORT(name) __attribute__((import_module("host"), import_name(name)))

/* The page's part: a host function, as N_host_function says; bytes for a file; the next byte of input, or -1. */
N_IMPORT("call") int N_page_call(unsigned instance, unsigned function, const uint64_t *arguments, uint64_t *result);
N_IMPORT("write") void N_page_write(int file, const void *bytes, size_t size);
N_IMPORT("read") int N_page_read(void);

void N_is_created(void);
size_t N_take_written(uint64_t *numbers, size_t room);

static N_machine *N_own;
static N_result N_ended_with;
static N_waiting N_waits_for;

static int N_ask(void *user, unsigned instance, unsigned function, const uint64_t *arguments, uint64_t *result)
{
    (void)user;
    return N_page_call(instance, function, arguments, result);
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file)
{
    N_page_write(file == stderr ? 2 : 1, bytes, size * count);
    return count;
}

int putchar(int character)
{
    const uint8_t byte = (uint8_t)character;
    N_page_write(1, &byte, 1);
    return character;
}

int getchar(void)
{
    return N_page_read();
}

/* The digits of a number, as a text that ends where `digits` does. */
static const char *N_digits(uint64_t number, char *digits, size_t room)
{
    size_t at = room - 1;
    digits[at] = 0;
    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    return digits + at;
}

/* Of all formats those that the engine has: %s, %u and %llu. */
int vsnprintf(char *text, size_t room, const char *format, va_list arguments)
{
    char digits[24];
    size_t used = 0;
    for (; *format != 0; format++) {
        const char plain[2] = {*format, 0}, *part = plain;
        if (*format == '%') {
            format++;
            if (*format == 's')
                part = va_arg(arguments, const char *);
            else if (*format == 'u')
                part = N_digits(va_arg(arguments, unsigned), digits, sizeof digits);
            else if (strncmp(format, "llu", 3) == 0) {
                part = N_digits(va_arg(arguments, unsigned long long), digits, sizeof digits);
                format += 2;
            }
        }
        for (; *part != 0 && used + 1 < room; part++)
            text[used++] = *part;
    }
    if (room != 0)
        text[used] = 0;
    return (int)used;
}

_Noreturn void abort(void)
{
    __builtin_trap();
}

/* Makes the machine, at reset; 0 where there is no room for it. Its values come with the instance of this module. */
N_EXPORT("create") int N_page_create(void)
{
    N_own = N_create();
    N_is_created();
    if (N_own != NULL)
        N_set_host(N_own, N_ask, NULL);
    return N_own != NULL;
}

/* Room for bytes that are handed over; what was there before is gone. */
N_EXPORT("room") void *N_page_room(size_t size)
{
    static void *bytes;
    static size_t room;
    if (size > room) {
        free(bytes);
        bytes = malloc(size);
        room = bytes != NULL ? size : 0;
    }
    return bytes;
}

N_EXPORT("start") void N_page_start(unsigned instance, unsigned processor, uint64_t pc)
{
    N_start(N_own, instance, processor, pc & N_processors[processor].mask);
    N_store_counter(N_own->cores[instance], processor, pc);
}

N_EXPORT("run") N_result *N_page_run(uint64_t steps, unsigned order, uint64_t seed)
{
    N_run(N_own, steps, order, seed, &N_ended_with);
    return &N_ended_with;
}

/* Runs in program order until a processor has executed an instruction, or cannot; others go on as it waits. */
N_EXPORT("step") N_result *N_page_step(uint64_t steps, unsigned instance, unsigned processor)
{
    const N_stream *stream = &N_own->streams[instance][processor];
    uint64_t before = stream->steps, done = 0;
    do {
        N_run(N_own, 1, N_PROGRAM_ORDER, 0, &N_ended_with);
        done += N_ended_with.steps;
    } while (N_ended_with.reason == N_LIMIT && done < steps && stream->steps == before);
    N_ended_with.steps = done;
    return &N_ended_with;
}

static bool N_at_stop(uint64_t pc, const uint64_t *stops, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (stops[i] == pc)
            return true;
    return false;
}

/* The same until it comes to one of these pcs. */
N_EXPORT("run_to") N_result *N_page_run_to(uint64_t steps, unsigned instance, unsigned processor, const uint64_t *stops,
                                           size_t count)
{
    const N_stream *stream = &N_own->streams[instance][processor];
    uint64_t done = 0;
    do {
        N_page_step(steps - done, instance, processor);
        done += N_ended_with.steps;
    } while (N_ended_with.reason == N_LIMIT && done < steps && !N_at_stop(stream->pc, stops, count));
    N_ended_with.steps = done;
    return &N_ended_with;
}

N_EXPORT("execute") N_result *N_page_execute(unsigned instance, unsigned processor, uint64_t pc)
{
    N_execute(N_own, instance, processor, pc, &N_ended_with);
    return &N_ended_with;
}

N_EXPORT("state") void *N_page_state(unsigned instance, unsigned state)
{
    return (uint8_t *)N_own->cores[instance] + N_places[state].offset;
}

N_EXPORT("read_memory") int N_page_read_memory(unsigned instance, unsigned memory, uint64_t address, void *bytes, size_t size)
{
    return N_read_memory(N_own, instance, N_spaces[memory].name, address, bytes, size);
}

N_EXPORT("write_memory") int N_page_write_memory(unsigned instance, unsigned memory, uint64_t address, const void *bytes,
                                                 size_t size)
{
    return N_write_memory(N_own, instance, N_spaces[memory].name, address, bytes, size);
}

/* Pages of memories that were written since this was called last, as many as there is room for, by where they lie. */
N_EXPORT("written") size_t N_page_written(uint64_t *places, size_t room)
{
    return N_take_written(places, room);
}

N_EXPORT("place") uint64_t N_page_place(unsigned instance, unsigned memory)
{
    return N_memory_of(N_own, instance, memory)->bytes;
}

N_EXPORT("counts") uint64_t *N_page_counts(unsigned instance, unsigned semaphore)
{
    return N_own->semaphores[instance][semaphore];
}

/* Instructions in an engine's queue, and the pc of one, 0 being the next. */
N_EXPORT("queued") size_t N_page_queued(unsigned instance, unsigned engine)
{
    return (size_t)N_own->queues[instance][engine].used;
}

N_EXPORT("queued_pc") uint64_t N_page_queued_pc(unsigned instance, unsigned engine, size_t place)
{
    const N_queue *queue = &N_own->queues[instance][engine];
    return queue->items[(queue->first + place) % queue->room].step.pc;
}

N_EXPORT("exited") int N_page_exited(unsigned instance)
{
    return N_own->cores[instance]->exited;
}

/* After a deadlock: how many instructions of a unit wait; the first one's reason is where `waiting` says. */
N_EXPORT("waits") size_t N_page_waits(unsigned instance, unsigned unit)
{
    return (size_t)N_waits(N_own, instance, unit, &N_waits_for);
}

N_EXPORT("waiting") N_waiting *N_page_waiting(void)
{
    return &N_waits_for;
}
