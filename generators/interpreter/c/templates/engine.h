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
#define N_VARIANT "@variant@"

enum {
    N_INSTANCES = @instances@,
    N_PROCESSORS = @processors@,
    N_ENGINES = @engines@,
    N_WORD_BYTES = @word_bytes@
};

typedef struct N_machine N_machine;

/* How a run ended. */
enum { N_EXITED, N_FAULT, N_LIMIT, N_DEADLOCK, N_STOPPED };

/* The order in which processors and engines go on. */
enum { N_PROGRAM_ORDER, N_ADVERSARIAL_ORDER };

/* The end of a run. Where it is a fault, the rest says of what: `unit` is a processor, or from N_PROCESSORS on an engine;
   `pc` in units of the program counter; `decoded` tells whether an instruction raised it, whose bytes are `word`; `operand`
   is the number of the tile operand that it concerns, or -1; `line` that of the semantics' text. 128-bit values are given
   by their low and high 64 bits. */
typedef struct N_result {
    uint64_t reason, steps, exit_low, exit_high;
    uint64_t instance, processor, unit, pc, fault, carries, value_low, value_high, line, decoded;
    int64_t operand;
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
