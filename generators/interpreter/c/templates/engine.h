/* @title@

   A machine at reset is made by N_create, loaded by N_write_memory and N_start, and run by N_run; what is in it is seen through
   N_state and N_memory_at. A machine belongs to one thread at a time; several may exist. */
#ifndef N_ENGINE_H
#define N_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define N_CONTENT_HASH "@hash@"
#define N_BINARY_HASH "@binary@"
#define N_VARIANT "@variant@"

enum {
    N_INSTANCES = @instances@,
    N_PROCESSORS = @processors@,
    N_ENGINES = @engines@,
    N_WORD_BYTES = @word_bytes@
};

typedef struct N_machine N_machine;

/* How a run ended. N_ENDED: one instance has come to its end (`instance`), see N_advance; N_UNTIMED: the run was to be in time,
   and the spec gives none. */
enum { N_EXITED, N_FAULT, N_LIMIT, N_DEADLOCK, N_STOPPED, N_ENDED, N_UNTIMED };

#define N_NEVER UINT64_MAX /* no tick */

/* The order in which processors and engines go on. */
enum { N_PROGRAM_ORDER, N_ADVERSARIAL_ORDER };

/* The end of a run. Where it is a fault, the rest says of what: `unit` is a processor, or from N_PROCESSORS on an engine;
   `pc` in units of the program counter; `decoded` tells whether an instruction raised it, whose bytes are `word`; `operand`
   is the number of the tile operand that it concerns, or -1; `line` that of the semantics' text. 128-bit values are given
   by their low and high 64 bits. Of a run in time, `tick` is when it ended, and `next` when the next thing happens, or N_NEVER. */
typedef struct N_result {
    uint64_t reason, steps, exit_low, exit_high;
    uint64_t instance, processor, unit, pc, fault, carries, value_low, value_high, line, decoded;
    int64_t operand;
    uint64_t tick, next;
    uint8_t word[N_WORD_BYTES];
} N_result;

/* A host function by its number in the spec: 128-bit arguments and result as pairs. Returns 0 when it has done it, 1 to have
   the engine do it, 2 to stop the run after the instruction. */
typedef int N_host_function(void *user, unsigned instance, unsigned function, const uint64_t *arguments,
                            uint64_t *result);

/* A machine at reset, or null where there is no memory for it. */
N_machine *N_create(void);
void N_destroy(N_machine *m);

/* State and memories as at reset, nothing loaded. */
void N_reset(N_machine *m);

/* Who is asked about host functions first; `user` is handed to it. */
void N_set_host(N_machine *m, N_host_function *function, void *user);

/* The bytes of a state, which lie as in C: integers in their smallest types, f32 and f64 as float and double, other floats
   as codes; null where there is none of that name. */
void *N_state(N_machine *m, unsigned instance, const char *name, size_t *size);

/* The bytes of a memory from its base on. After writing to them, say so by N_written. */
uint8_t *N_memory_at(N_machine *m, unsigned instance, const char *name, uint64_t *base, uint64_t *size);
void N_written(N_machine *m, unsigned instance, const char *name, uint64_t offset, uint64_t size);

/* The counts of a semaphore, by its number in the spec, and how many there are; null where it has no such number. */
uint64_t *N_counts(N_machine *m, unsigned instance, unsigned semaphore, size_t *count);

/* Copies bytes into or out of a memory; 0, or -1 where they are not all inside. */
int N_write_memory(N_machine *m, unsigned instance, const char *name, uint64_t address, const void *bytes, uint64_t size);
int N_read_memory(N_machine *m, unsigned instance, const char *name, uint64_t address, void *bytes, uint64_t size);

/* Has a processor go on at a pc. Processors that were never started do not run, unless none was. */
void N_start(N_machine *m, unsigned instance, unsigned processor, uint64_t pc);

/* Runs until all instances exit, a fault, a deadlock, or `max_steps` instructions (UINT64_MAX: without end). */
void N_run(N_machine *m, uint64_t max_steps, unsigned order, uint64_t seed, N_result *result);

/* -- time ---- all in ticks, which all clocks have in common; 0 at reset ------------------------------------------ */

/* The ticks in a cycle of a unit; 0 where the spec gives no timing. */
uint64_t N_cycle(unsigned unit);

/* An instruction in time. On an engine, `queued` is when it was in the queue; on a processor, when it could have begun if it
   had not had to wait. What a processor hands to an engine is told twice: by the processor, for which it is finished when it
   is in the queue, and by the engine. */
typedef struct N_event {
    uint64_t instance, unit, processor, pc, op, queued, begin, busy_until, finish;
    uint8_t word[N_WORD_BYTES];
} N_event;

typedef void N_observer(void *user, const N_event *event);

/* Who is told of each instruction when it is finished. */
void N_observe(N_machine *m, N_observer *observer, void *user);

/* Lets all happen that happens before `until`, but no more than `max_steps` instructions (UINT64_MAX: without end), and only
   up to the tick at which an instance comes to its end: it has exited, and its engines have finished. N_LIMIT: there is more
   to come, from `next` on, or the steps are spent. N_EXITED, N_DEADLOCK: nothing comes any more, and the machine's time is
   `until` unless that is N_NEVER. The same happens in whichever steps a run is done. */
void N_advance(N_machine *m, uint64_t until, uint64_t max_steps, N_result *result);

/* The same to the end of all instances. */
void N_timed_run(N_machine *m, uint64_t max_steps, N_result *result);

/* The tick that the machine has come to. Processors that are started begin there. */
uint64_t N_now(const N_machine *m);

/* Whether an instance has come to its end, and with which code. */
int N_has_ended(const N_machine *m, unsigned instance, uint64_t *low, uint64_t *high);

/* Drops all that an instance is doing: none of its processors is started, its queues are empty, its semaphores are as at reset.
   Its state and memories stay. */
void N_abandon(N_machine *m, unsigned instance);

/* Since reset: ticks that a unit was occupied, and instructions that it began. */
typedef struct N_usage {
    uint64_t busy, instructions;
} N_usage;

N_usage N_used(const N_machine *m, unsigned instance, unsigned unit);

/* ---------------------------------------------------------------------------------------------------------------- */

/* Executes the instruction at a pc as if nothing else were on its way. */
void N_execute(N_machine *m, unsigned instance, unsigned processor, uint64_t pc, N_result *result);

/* What a unit waits for that cannot go on. `number` is that of a semaphore, of a barrier or of an engine whose queue is full,
   `index` which of them; `condition` says which one in the text of the semantics it is. `missing` are the instances that
   have not come to a barrier. */
enum { N_FOR_ANYTHING, N_FOR_SEMAPHORE, N_FOR_ROOM, N_FOR_BARRIER, N_FOR_ENGINES, N_FOR_QUEUE };

typedef struct N_waiting {
    uint64_t processor, pc, kind, number, index, amount, condition, engines;
    uint8_t word[N_WORD_BYTES];
    uint8_t missing[N_INSTANCES];
    char text[256 + 8 * N_INSTANCES];
} N_waiting;

/* After a deadlock, what a unit of an instance waits for; the instructions that wait there, 0 where none does. */
uint64_t N_waits(N_machine *m, unsigned instance, unsigned unit, N_waiting *waiting);

/* Instructions that call host functions: the i-th, and the name of the function it calls; null when there are no more. */
const char *N_callers(unsigned i, const char **function);

/* The names of faults and units, and a fault's code. */
const char *N_fault_name(unsigned fault);
uint64_t N_fault_code(unsigned fault);
const char *N_unit_name(unsigned unit);

#ifdef __cplusplus
}
#endif
#endif
