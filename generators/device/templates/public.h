/* @title@

   A device that behaves as the spec says, for software that is written before there is silicon: registers, queues, copies,
   interrupts, a mailbox, and processors that run programs bit for bit. Time is counted in ticks and passes only in
   N_dev_run_until and N_dev_run_until_idle; what was done and asked in the same order happens in the same order, at the same
   ticks. A device belongs to one thread at a time; several may exist. */
#ifndef N_DEVICE_H
#define N_DEVICE_H

#include "@engine@"

#ifdef __cplusplus
extern "C" {
#endif

#define N_DEV_HOST UINT64_C(@host@) /* the first device address of the host's memory */
#define N_DEV_TICKS_PER_SECOND UINT64_C(@ticks@)
#define N_DEV_PAGE 4096u /* what the device addresses of mapped memory are multiples of */
#define N_DEV_UNDECLARED UINT32_MAX /* the code of what went wrong, where the spec has none for it */

enum { N_DEV_QUEUES = @queues@, N_DEV_MAILBOXES = @mailboxes@, N_DEV_TRACES = @traces@, N_DEV_INTERRUPTS = @interrupts@ };

/* What happens, which errors of the spec stand for. */
enum {
@conditions@
    N_DEV_CONDITIONS
};

/* Memories, as functions name them. Where each instance has its own, an address of instance i has i from bit N_DEV_SHIFT_...
   of the memory on. Addresses in packets that name no memory are in N_DEV_DEFAULT_MEMORY. */
enum {
@memories@
    N_DEV_HOST_MEMORY = -1
};
@shifts@

typedef struct N_dev N_dev;

/* Zeros choose what is in brackets. */
typedef struct N_dev_options {
    uint64_t watchdog;       /* ticks that a launch or a copy may take [2^32] */
    uint64_t answer;         /* ticks until the mailbox answers [100] */
    uint64_t interrupt_wait; /* ticks after which an interrupt that was lost is told again [10,000] */
    uint64_t trace_bytes;    /* room for trace records that N_dev_read_trace gives [none are kept] */
} N_dev_options;

/* What went wrong last: -1 where it concerns no queue, instance, unit or fault. `index` is the packet's in its queue. */
typedef struct N_dev_failure {
    uint32_t code, condition;
    uint64_t tick, index, address, pc;
    int64_t queue, instance, unit, fault;
    char text[256];
} N_dev_failure;

/* An error of the spec. */
typedef struct N_dev_error {
    uint32_t code;
    const char *name, *summary, *cause, *blame, *remedy;
    int retry;
} N_dev_error;

/* A device after power-on; null where there is no memory for it. `options` may be null. */
N_dev *N_dev_create(const N_dev_options *options);
void N_dev_destroy(N_dev *d);

/* As after power-on, but what memories hold, what is mapped and the time. */
void N_dev_reset(N_dev *d);

/* -- errors ---- functions return the spec's error code, that of success where they did what they should --------- */

uint32_t N_dev_code(unsigned condition);
const N_dev_error *N_dev_find_error(uint32_t code); /* null where the spec has no such error */

/* The last one since the reset; its code. How many there were. */
uint32_t N_dev_last_error(const N_dev *d, N_dev_failure *failure);
uint64_t N_dev_errors(const N_dev *d);

/* -- registers ---- by their addresses; `width` in bits is that of an access to its block, or the register's own where
   it takes several, which are then done at once, the low bits first ------------------------------------------------ */

uint32_t N_dev_read_register(N_dev *d, uint64_t address, unsigned width, uint64_t *value);
uint32_t N_dev_write_register(N_dev *d, uint64_t address, unsigned width, uint64_t value);

/* -- memory ------------------------------------------------------------------------------------------------------ */

/* Lets the device see the host's memory from the device address that it returns on, 0 where it cannot. Addresses are not
   given a second time. */
uint64_t N_dev_map(N_dev *d, void *bytes, uint64_t size);
uint32_t N_dev_unmap(N_dev *d, uint64_t address);

/* Copies bytes at device addresses, in no time, as a debugger would. */
uint32_t N_dev_read(N_dev *d, int memory, uint64_t address, void *bytes, uint64_t size);
uint32_t N_dev_write(N_dev *d, int memory, uint64_t address, const void *bytes, uint64_t size);

/* -- time -------------------------------------------------------------------------------------------------------- */

uint64_t N_dev_time(const N_dev *d);

/* When something happens next unless the host does something; N_NEVER where nothing will. */
uint64_t N_dev_next_event(N_dev *d);

/* Lets all happen that happens before a tick, which is then the time. */
void N_dev_run_until(N_dev *d, uint64_t tick);

/* Lets time pass until nothing more happens, at most until `tick`; what is left: packets that have not come to an end,
   and what they wait for is the host's to do where the time is less than `tick`. */
uint64_t N_dev_run_until_idle(N_dev *d, uint64_t tick);

/* -- interrupts -------------------------------------------------------------------------------------------------- */

/* Is called for each interrupt as it is delivered; it may look at the device, but not run it. */
typedef void N_dev_interrupt(void *user, unsigned line, uint64_t tick);
void N_dev_set_interrupt(N_dev *d, N_dev_interrupt *function, void *user);

/* How many interrupts of a line were delivered since the reset; whether a line is raised now. */
uint64_t N_dev_delivered(const N_dev *d, unsigned line);
int N_dev_raised(const N_dev *d, unsigned line);

/* -- who is asked ------------------------------------------------------------------------------------------------ */

/* Executes a vendor's packet; returns an error code. Without one they are unsupported. */
typedef uint32_t N_dev_vendor(void *user, unsigned queue, const uint8_t *packet, size_t size);
void N_dev_set_vendor(N_dev *d, N_dev_vendor *function, void *user);

/* Who is asked first about host functions that programs call. */
void N_dev_set_host(N_dev *d, N_host_function *function, void *user);

/* -- trace ------------------------------------------------------------------------------------------------------- */

/* Takes whole records of a trace, oldest first; returns the bytes. What found no room is told by a record of its own. */
size_t N_dev_read_trace(N_dev *d, unsigned trace, void *bytes, size_t size);

/* Writes a record of the host's own. */
void N_dev_mark(N_dev *d, uint64_t value);

/* -- faults on demand -------------------------------------------------------------------------------------------- */

/* What goes wrong, once, after `after` chances have passed unharmed: an access of a packet or a fetch finds nobody; a read
   returns bits that cannot be corrected, or were; a launch or copy never ends; an interrupt is not delivered; a packet arrives
   with a bit turned over, which `seed` chooses. */
enum {
    N_DEV_INJECT_BUS_ERROR,
    N_DEV_INJECT_ECC,
    N_DEV_INJECT_ECC_CORRECTED,
    N_DEV_INJECT_HANG,
    N_DEV_INJECT_INTERRUPT_LOST,
    N_DEV_INJECT_CORRUPT_PACKET,
    N_DEV_INJECTIONS
};
uint32_t N_dev_inject(N_dev *d, unsigned kind, uint64_t after, uint64_t seed);

/* How many of a kind happened since the reset. */
uint64_t N_dev_injected(const N_dev *d, unsigned kind);

#ifdef __cplusplus
}
#endif
#endif
