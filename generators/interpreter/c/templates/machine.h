/* How processors, engines and what they meet through are kept: for the engine's own files. */
#ifndef N_MACHINE_H
#define N_MACHINE_H

#include "core.h"
#include "functions.h"
#include "@engine@"

#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wtype-limits" /* there may be none of something */
#endif

enum {
    N_MEMORIES = @memories@,
    N_SEMAPHORES = @semaphores@,
    N_BARRIERS = @barriers@,
    N_MOST_CONDITIONS = @conditions@, /* of one instruction */
    N_MOST_USES = @uses@, /* of registers, by one instruction */
    N_MOST_BYTES = N_WORD_BYTES,
    N_UNITS = N_PROCESSORS + N_ENGINES,
    N_ALL_UNITS = N_INSTANCES * N_UNITS
};

/* -- what the spec says ------------------------------------------------------------------------------------------ */

enum { N_WAIT, N_MEET, N_DRAIN };

/* A condition: of a semaphore or barrier by its number, or of engines as bits. */
typedef struct N_prelude {
    unsigned kind, number, line;
    uint64_t engines;
} N_prelude;

/* One body of one instruction. `engine` is -1 where the processor executes it; `length` in bytes. */
typedef struct N_routine {
    int (*run)(N_core *c, const N_decoded *d, N_step *s);
    void (*issue)(N_core *c, const N_decoded *d, N_captured *captured);
    int (*wait)(N_core *c, const N_decoded *d, N_step *s, N_condition *conditions);
    const N_prelude *prelude;
    unsigned conditions, length;
    int engine;
    bool commits; /* something may survive a fault */
} N_routine;

typedef struct N_stream N_stream;

enum N_end { N_DONE, N_RAISED, N_ORDERED };

/* `execute` runs up to `left` instructions from the stream's pc on: N_DONE when they are spent or the instance exits,
   N_ORDERED before one that waits, signals or goes to an engine, which is `stream->at`. */
typedef struct N_processor {
    const char *name;
    enum N_end (*execute)(N_stream *stream, uint64_t left);
    const N_decoded *(*look)(N_stream *stream); /* what stands at the stream's pc, or null */
    void (*trap)(N_core *c, N_step *s); /* null: faults stop the machine */
    unsigned memory, granule, most_bytes; /* in bytes */
    uint64_t reset, unit, first, entries; /* `first`: the least aligned address in memory */
    uint64_t mask;                        /* of the program counter */
    bool big;
    unsigned fetch; /* the fault of a pc that leads nowhere */
} N_processor;

typedef struct N_counter {
    const char *name, *producers;
    uint64_t count, most, initial;
    int overflow, underflow; /* faults, or -1 */
} N_counter;

typedef struct N_meeting {
    const char *name;
    uint64_t count;
} N_meeting;

typedef struct N_space {
    const char *name;
    uint64_t base, size;
    uint64_t stride; /* of a window, and of a memory that has one: from one instance's bytes to the next one's */
    int shows;       /* the memory that a window shows, or -1 */
    bool shared, code, watched; /* watched: reads look whether bytes were ever written */
} N_space;

typedef struct N_place {
    const char *name;
    size_t offset, size;
} N_place;

/* A fault; `width` is that of the value it carries, 0 for none. */
typedef struct N_kind {
    const char *name;
    uint64_t code;
    unsigned width;
    bool stops;
} N_kind;

/* Entries of a state that count as registers: those of its first dimension, of which `constant` never change. Their times
   lie from `place` on. */
typedef struct N_file {
    uint64_t count, place, constants;
    const uint64_t *constant;
} N_file;

/* Registers that an instruction reads or writes: `count` from `first` on, or all where that is 0. `issue`: it reads them
   when it is issued. */
typedef struct N_use {
    unsigned file;
    bool writes, issue;
    uint64_t first, count;
} N_use;

/* What an instruction costs, in cycles of who runs it (`issue`: of who issues it), and the registers that it uses. */
typedef struct N_timing {
    uint64_t issue, occupancy, latency;
    unsigned uses;
    N_use use[N_MOST_USES];
} N_timing;

extern const N_routine N_routines[];
extern void (*const N_timings[])(const N_decoded *d, N_timing *t); /* of each routine; null where none has costs */
extern const N_file N_files[];
extern const uint64_t N_registers; /* places of all files, two more for each */
extern const uint64_t N_periods[]; /* ticks in a cycle of each unit */
extern const N_processor N_processors[];
extern const N_counter N_counters[];
extern const N_meeting N_meetings[];
extern const N_space N_spaces[];
extern const N_place N_places[];
extern const char *const N_engine_names[];
extern const uint64_t N_engine_queues[];

@executors@

/* Generated: sets up an instance, keeps the program counters where state is seen. */
void N_attach(N_core *c, N_memory *const *memories);
void N_initialise(N_core *c);
void N_store_counter(N_core *c, unsigned processor, uint64_t pc);
void N_host_known(N_core *c, unsigned function, const N_wide *arguments, N_wide *result);
N_wide N_host_cut(unsigned function, N_wide result);
N_wide N_fault_value(const N_fault *fault); /* as unsigned bits of its type */
bool N_fault_stops(unsigned fault);
bool N_fault_carries(unsigned fault);

/* -- what is on its way ------------------------------------------------------------------------------------------ */

/* An instruction that waits or goes to an engine: how far it has come. */
typedef struct N_pending {
    const N_routine *routine;
    N_decoded decoded;
    N_step step;
    N_captured captured;
    N_condition conditions[N_MOST_CONDITIONS];
    N_signals signals;
    size_t promised, given; /* signals that have room, and those that were given */
    uint64_t ticket, steps;
    uint64_t queued, began; /* ticks: when it was due, when it began */
    uint64_t there;         /* when it was in its queue; of a processor's own, when it occupied it no more */
    unsigned at, processor;
    bool waiting, ran, done; /* waiting: at a barrier */
    uint8_t word[N_MOST_BYTES];
} N_pending;

typedef struct N_queue {
    N_pending *items; /* a ring */
    uint64_t room, first, used;
} N_queue;

/* An instruction of an engine that has begun in time: its signals are given when it is finished. */
typedef struct N_begun {
    N_event event;
    N_signals signals;
    size_t promised, given;
} N_begun;

typedef struct N_flight {
    N_begun *items; /* a ring */
    uint64_t room, first, used;
} N_flight;

/* A unit in time: it tries to begin something from `next` on, would have from `due` on, and finishes nothing before `finish`.
   `vain` counts the changes of the machine when it last could not. */
typedef struct N_timer {
    uint64_t next, due, finish, vain, busy, begun;
} N_timer;

struct N_stream {
    N_core *core;
    const N_processor *processor;
    N_memory *memory;
    N_decoded *code;
    const N_decoded *at;
    N_step step;
    N_pending *pending; /* what waits, or null */
    N_pending own;
    uint64_t pc, steps;
    bool active, started, full, decoded;
    unsigned kept; /* the op of the last instruction that may write over itself before it faults, and its word */
    uint8_t word[N_MOST_BYTES];
};

typedef struct N_barrier {
    uint64_t opened, present;
    uint8_t there[N_INSTANCES];
} N_barrier;

struct N_machine {
    N_core *cores[N_INSTANCES];
    N_memory memories[N_INSTANCES][N_MEMORIES + 1];
    uint64_t *semaphores[N_INSTANCES][N_SEMAPHORES + 1];
    uint64_t *promised[N_INSTANCES][N_SEMAPHORES + 1]; /* room that signals on their way will take */
    N_barrier *barriers[N_BARRIERS + 1];
    N_queue queues[N_INSTANCES][N_ENGINES + 1];
    N_flight flights[N_INSTANCES][N_ENGINES + 1];
    N_timer timers[N_INSTANCES][N_UNITS + 1];
    uint64_t *registers[N_INSTANCES]; /* when they are there */
    uint64_t now, changes;
    uint64_t ended[N_INSTANCES]; /* when all that has begun is finished */
    bool told[N_INSTANCES];      /* that it has come to its end */
    N_observer *observer;
    void *watcher;
    N_stream streams[N_INSTANCES][N_PROCESSORS + 1];
    N_host_function *host;
    void *user;
    bool loaded, stopped;
    N_result *result;
};

/* The host functions that every machine knows. */
void N_host_exit(N_core *c, N_wide code);
void N_host_trace(N_wide value);
N_wide N_host_putchar(N_wide character);
N_wide N_host_getchar(void);
N_wide N_host_write(const N_memory *memory, N_wide file, N_wide address, N_wide length);

/* Memory whose pages are zero, and cost nothing before they are touched. */
void *N_map(uint64_t size);
void N_clear(void *bytes, uint64_t size);
void N_unmap(void *bytes, uint64_t size);

/* The same for the bytes of memories. */
N_bytes N_reserve(uint64_t size);
void N_blank(N_bytes bytes, uint64_t size);
void N_release(N_bytes bytes, uint64_t size);

/* -- an instruction on its way ----------------------------------------------------------------------------------- */

/* Whether an engine has anything queued, or begun and not finished. */
static inline bool N_engine_busy(const N_machine *m, unsigned instance, unsigned engine)
{
    return m->queues[instance][engine].used != 0 || m->flights[instance][engine].used != 0;
}

uint64_t *N_count(N_core *c, const N_pending *p, unsigned condition);
N_barrier *N_barrier_of(N_core *c, const N_pending *p, unsigned condition);

/* What an instruction needs that waits or goes to an engine. These four return 1 where it raised a fault. */
int N_prepare(N_stream *stream, unsigned processor, N_pending *p);

/* Takes what an instruction waits for, as far as it has come. Sets `moved` where some has. */
int N_await(N_core *c, N_pending *p, bool *moved);

/* Executes what waits for nothing more, and keeps its signals. */
int N_perform(N_core *c, N_pending *p);

/* Gives signals in order until one finds its semaphore too full; whether all are given. */
bool N_deliver(N_core *c, N_signals *signals, size_t *given);

/* A fault of an instruction that waited or signalled: a trap, as one step more, or the end of the run. */
int N_raised(N_stream *stream, unsigned processor, const N_pending *p, bool *moved);

/* Lets the head of a queue go on as far as it can; lets all engines of an instance, in their order, until none comes further;
   goes on with what waits on a processor, or executes up to `left` instructions until one may let others go on. */
int N_advance_engine(N_core *c, unsigned engine, bool *moved);
int N_settle(N_core *c, bool *moved);
int N_go_on(N_stream *stream, unsigned processor, uint64_t left, bool *moved);

void N_past(N_stream *stream, uint64_t pc);
bool N_blocked(const N_stream *stream);

/* The end of a run by a fault: of a unit's instruction, or of the one that a stream is at. */
void N_report(N_machine *m, const N_core *c, unsigned processor, unsigned unit, uint64_t pc, const N_fault *fault,
              const uint8_t *word);
int N_stop(N_stream *stream, unsigned processor);

/* -- a run ------------------------------------------------------------------------------------------------------- */

/* Before a run and after it, which executed what was not before. */
void N_set_out(N_machine *m, N_result *result);
void N_arrive(N_machine *m, unsigned reason, uint64_t before);

uint64_t N_steps(const N_machine *m);
bool N_runs(const N_stream *stream);
unsigned N_running(const N_machine *m);
bool N_busy(const N_machine *m);

/* The program counters of all processors, as state. */
void N_store_counters(N_machine *m);

/* Finishes all that has begun in time but the signals that have no room. */
void N_leave_time(N_machine *m);

/* Time as at reset; an instance whose units have nothing on their way. */
void N_reset_time(N_machine *m);
void N_begin_anew(N_machine *m, unsigned instance);

/* -- memory ------------------------------------------------------------------------------------------------------ */

/* Room for one more of `size` bytes. */
void *N_grown(void *items, size_t *room, size_t used, size_t size);

N_memory *N_memory_of(N_machine *m, unsigned instance, unsigned memory);

/* Where byte `i` of `count` has its place in a big-endian memory: granules lie one after the other, each high byte first. */
static inline unsigned N_swapped(unsigned i, unsigned count, unsigned granule)
{
    unsigned first = i / granule * granule, bytes = count - first < granule ? count - first : granule;
    return first + bytes - 1 - i % granule;
}

/* The bytes of an instruction, low bits first. */
void N_copy_word(const N_stream *stream, uint64_t pc, unsigned length, uint8_t *word);

/* Enters the trap of the fault in `stream->step`, of the instruction `stream->at` if `stream->decoded`; false where the fault
   stops the machine. */
bool N_enter_trap(N_stream *stream);

/* Has all processors stop after the instruction, or go on again. */
void N_halt(N_machine *m, bool stopped);

#endif
