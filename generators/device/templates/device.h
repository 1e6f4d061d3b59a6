/* What a device is made of, and what the spec says about it: for the device's own files. */
#ifndef N_DEVICE_INSIDE_H
#define N_DEVICE_INSIDE_H

#include "@public@"

#include <stdbool.h>
#include <string.h>

#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wtype-limits" /* there may be none of something */
#endif

enum {
    N_DEV_CELLS = @cells@,
    N_DEV_ACTS = @acts@,
    N_DEV_SPACES = @spaces@,
    N_DEV_PACKET_BYTES = @packet_bytes@,   /* of the largest */
    N_DEV_PROGRAM_BYTES = @program_bytes@,
    N_DEV_RECORD_BYTES = @record_bytes@,
    N_DEV_DATA_BYTES = @data_bytes@, /* of the largest message */
    N_DEV_IN_FLIGHT = 16,            /* packets of a queue that have begun and not ended, at most */
    N_DEV_MOST_SIGNALS = @signals@,
    N_DEV_CHUNK = 4096 /* bytes of a copy that move at once */
};

/* -- what the spec says ------------------------------------------------------------------------------------------ */

/* Where a value lies in bytes: `bits` of them from `low` on in the integer of `bytes` at `offset`; nowhere where `bytes` is 0.
   Of an array, the first of `count`. `memory`: the one that it holds an address in. */
typedef struct N_dev_place {
    uint32_t offset, count;
    uint8_t bytes, low, bits, big;
    int memory;
} N_dev_place;

/* Looks at bytes: the error code of what is wrong, and that in words, or the code of success. */
typedef uint32_t N_dev_check(const uint8_t *bytes, size_t size, char *text, size_t room);

/* A checksum of the bytes from `first` to `last`, its own `size` bytes at `at` counted as zero; none where `size` is 0. A CRC
   has the bits of `polynomial` reversed; a sum has none. */
typedef struct N_dev_sum {
    uint32_t first, last, at;
    uint8_t size, big;
    uint64_t polynomial;
} N_dev_sum;

/* A register by what reads and writes do to its bits. */
typedef struct N_dev_row {
    const char *name;
    uint8_t width, access, big;
    uint64_t reset, reads, writes, ones_clear, ones_set, zeros_clear, ones_toggle, read_clears, read_sets, once, pulse;
} N_dev_row;

/* A register, or an element of an array of them, at its address. Acts of it are `acts` of N_dev_wired from `wired` on, its locks
   `locks` of N_dev_locks from `locked` on. */
typedef struct N_dev_cell {
    uint64_t address, reset;
    uint32_t row, wired, locked;
    uint16_t acts, locks;
} N_dev_cell;

/* While bits of `lock` are set in `cell`, `mask` of the register is read-only. */
typedef struct N_dev_lock {
    uint64_t mask, lock;
    uint32_t cell;
} N_dev_lock;

/* What the device does with some bits of a register. */
enum N_dev_kind {
@kinds@
    N_DEV_KINDS
};

typedef struct N_dev_act {
    enum N_dev_kind kind;
    uint32_t cell, element;
    uint8_t low, bits;
} N_dev_act;

/* Bits that a condition sets. */
typedef struct N_dev_flag {
    unsigned condition;
    uint32_t cell;
    uint64_t mask;
} N_dev_flag;

enum { N_DEV_LEVEL, N_DEV_EDGE, N_DEV_MESSAGE };

/* What may raise an interrupt. */
enum {
@events@
    N_DEV_EVENTS
};

/* `pending`, `enable`: cells, or -1. */
typedef struct N_dev_source {
    const char *name;
    unsigned line, trigger, when;
    int64_t pending, enable;
    uint64_t pending_mask, enable_mask;
} N_dev_source;

/* A memory; `shows` is the one that a window shows, or -1. */
typedef struct N_dev_space {
    const char *name;
    uint64_t base, size, stride;
    int shows;
    unsigned shift; /* of the instance in a device address, 0 where there is one for all */
} N_dev_space;

/* How long a copy takes: `latency`, and `over` / `under` ticks a byte. */
typedef struct N_dev_way {
    uint64_t latency, over, under;
} N_dev_way;

/* What packets do, and who plays which role in them. */
enum N_dev_verb {
@verbs@
};
enum {
@roles@
    N_DEV_ROLES
};
enum {
@program_roles@
    N_DEV_PROGRAM_ROLES
};

typedef struct N_dev_program {
    size_t size;
    N_dev_place roles[N_DEV_PROGRAM_ROLES];
} N_dev_program;

typedef struct N_dev_packet {
    const char *name;
    uint64_t type;
    enum N_dev_verb verb;
    N_dev_check *check;
    N_dev_sum sum;
    const N_dev_program *program;
    int arguments_in;
    uint64_t arguments_at;
    N_dev_place roles[N_DEV_ROLES];
} N_dev_packet;

/* A kind of queue. */
typedef struct N_dev_ring {
    size_t size;
    N_dev_place type;
    uint64_t least, most;
    unsigned index_bits;
    int memory;
    bool big;
    N_dev_sum sum; /* where all packets have the same one */
    const N_dev_packet *packets;
    size_t count;
} N_dev_ring;

/* What messages do, and what members of their structures tell. */
enum N_dev_request {
@requests@
};
enum {
@answers@
    N_DEV_ANSWERS
};

typedef struct N_dev_message {
    uint64_t code;
    enum N_dev_request does;
    size_t asked, answered; /* bytes */
    N_dev_check *check;     /* of the request; null where it has none */
    N_dev_place request[N_DEV_ANSWERS], response[N_DEV_ANSWERS];
} N_dev_message;

typedef struct N_dev_mail {
    const uint32_t *data; /* cells */
    size_t words, count;
    const N_dev_message *messages;
    uint64_t idle, busy, done, failed;
} N_dev_mail;

/* What trace records tell, and of what. */
enum N_dev_told {
@records@
    N_DEV_TOLD
};
enum {
@record_roles@
    N_DEV_RECORD_ROLES
};

typedef struct N_dev_record {
    bool there;
    uint64_t type;
    N_dev_place roles[N_DEV_RECORD_ROLES];
} N_dev_record;

/* An instruction by the engine's number for it. */
typedef struct N_dev_instruction {
    uint64_t number;
    uint8_t length, big;
} N_dev_instruction;

typedef struct N_dev_log {
    size_t size;
    N_dev_place type;
    N_dev_record records[N_DEV_TOLD];
} N_dev_log;

extern const N_dev_row N_dev_rows[];
extern const N_dev_cell N_dev_cells[]; /* by address */
extern const N_dev_lock N_dev_locks[];
extern const N_dev_act N_dev_acts[]; /* by kind and element */
extern const uint32_t N_dev_firsts[]; /* the first act of each kind */
extern const uint32_t N_dev_wired[];
extern const N_dev_flag N_dev_flags[];
extern const size_t N_dev_flag_count;
extern const N_dev_source N_dev_sources[];
extern const N_dev_space N_dev_spaces[];
extern const N_dev_way N_dev_ways[N_DEV_SPACES + 1][N_DEV_SPACES + 1]; /* the host's memory is the last */
extern const N_dev_ring N_dev_rings[];
extern const unsigned N_dev_ring_of[]; /* the kind of each queue */
extern const N_dev_mail N_dev_mails[];
extern const N_dev_log N_dev_logs[];
extern const uint64_t N_dev_injection_values[]; /* of the enum of inject_condition, N_NEVER for those it has not */
extern const uint64_t N_dev_instance_states[]; /* idle, running, finished, faulted */
extern const N_dev_instruction N_dev_instructions[];
extern const unsigned N_dev_processor_memory[];
extern const uint32_t N_dev_fault_codes[]; /* errors that faults of programs surface as */
extern const uint64_t N_dev_version[3];
extern const uint8_t N_dev_hash[32];
extern const uint64_t N_dev_tick; /* femtoseconds */

/* -- a device ---------------------------------------------------------------------------------------------------- */

enum N_dev_stage { N_DEV_FETCHED, N_DEV_LOADING, N_DEV_RUNNING, N_DEV_DONE };

/* A packet that was fetched and has not ended. `next` is when it goes on by itself. */
typedef struct N_dev_job {
    const N_dev_packet *packet;
    enum N_dev_stage stage;
    bool hung, stray; /* stray: of before its queue was enabled */
    unsigned queue;
    uint64_t index, fetched, began, next, deadline;
    uint64_t source, target, size, moved; /* of a copy or a fill */
    N_dev_way way;
    uint64_t programs; /* of a launch */
    uint64_t running;  /* its instances that have not ended */
    uint8_t bytes[N_DEV_PACKET_BYTES];
} N_dev_job;

/* `write`: packets that the host has written, `fetched` that the device has read, `read` that have ended, in order. */
typedef struct N_dev_queue {
    bool enabled, failed;
    uint64_t base, capacity, write, fetched, read, failed_at;
    unsigned first, used;
    N_dev_job jobs[N_DEV_IN_FLIGHT];
} N_dev_queue;

typedef struct N_dev_region {
    uint64_t address, size;
    uint8_t *bytes;
} N_dev_region;

typedef struct N_dev_letter {
    bool busy;
    uint64_t answer;
} N_dev_letter;

typedef struct N_dev_kept {
    uint8_t *bytes; /* a ring of whole records */
    size_t room, first, used;
    uint64_t lost, sequence;
    uint64_t written, full; /* in memory */
} N_dev_kept;

typedef struct N_dev_fault {
    bool armed;
    uint64_t after, seed, happened;
} N_dev_fault;

/* An interrupt: `lost` and not told again before `again`. */
typedef struct N_dev_wire {
    bool raised, lost;
    uint64_t again, delivered;
} N_dev_wire;

struct N_dev {
    N_machine *machine;
    N_dev_options options;
    uint64_t now, began; /* `began`: the last reset */
    uint64_t behind;     /* ticks that the machine has not had */
    uint64_t ahead;      /* when the machine goes on, as far as is known */
    uint64_t halted;     /* when a register had the device stand still */
    uint64_t values[N_DEV_CELLS + 1], written[N_DEV_CELLS + 1];
    N_dev_queue queues[N_DEV_QUEUES + 1];
    N_dev_letter letters[N_DEV_MAILBOXES + 1];
    N_dev_kept kept[N_DEV_TRACES + 1];
    N_dev_wire wires[N_DEV_INTERRUPTS + 1];
    N_dev_fault faults[N_DEV_INJECTIONS];
    N_dev_job *owners[N_INSTANCES]; /* the launch that an instance runs */
    N_dev_region *regions;          /* by address */
    size_t region_count, region_room;
    uint64_t next_address;
    bool quiet; /* nothing is traced */
    uint64_t errors, corrected;
    N_dev_failure failure;
    N_dev_interrupt *interrupt;
    void *interrupt_user;
    N_dev_vendor *vendor;
    void *vendor_user;
    const N_dev_job *arguments_owner; /* whose arguments lie in memory that all instances share */
};

/* -- bytes ------------------------------------------------------------------------------------------------------- */

uint64_t N_dev_get(const uint8_t *bytes, N_dev_place place, unsigned element);
void N_dev_put(uint8_t *bytes, N_dev_place place, uint64_t value);
uint64_t N_dev_word(const uint8_t *bytes, unsigned size, bool big);
void N_dev_set_word(uint8_t *bytes, unsigned size, bool big, uint64_t value);

/* The value that plays a role in a packet, 0 where none does. */
static inline uint64_t N_dev_role(const N_dev_job *job, unsigned role)
{
    return N_dev_get(job->bytes, job->packet->roles[role], 0);
}

/* -- registers --------------------------------------------------------------------------------------------------- */

/* The bits of an act of a kind and element, and whether there is one; sets them as the device does. */
const N_dev_act *N_dev_find_act(enum N_dev_kind kind, uint32_t element);
uint64_t N_dev_value(const N_dev *d, enum N_dev_kind kind, uint32_t element);
void N_dev_show(N_dev *d, enum N_dev_kind kind, uint32_t element, uint64_t value);
void N_dev_reset_registers(N_dev *d);

/* What follows when the host wrote bits that the device acts on. */
void N_dev_acted(N_dev *d, const N_dev_act *act, uint64_t before, uint64_t value);

/* -- memory ------------------------------------------------------------------------------------------------------ */

/* Bytes that lie together; `memory` is -1 for the host's. */
typedef struct N_dev_span {
    uint8_t *bytes;
    int memory;
    unsigned instance;
    uint64_t offset, size;
} N_dev_span;

bool N_dev_find(N_dev *d, int memory, uint64_t address, uint64_t size, N_dev_span *span);
void N_dev_changed(N_dev *d, const N_dev_span *span);

/* Accesses of packets and fetches, where faults may be injected: a condition. */
unsigned N_dev_load(N_dev *d, int memory, uint64_t address, void *bytes, uint64_t size);
unsigned N_dev_store(N_dev *d, int memory, uint64_t address, const void *bytes, uint64_t size);
unsigned N_dev_move(N_dev *d, int source_memory, uint64_t source, int target_memory, uint64_t target, uint64_t size);

/* How long bytes take from one memory to another. */
const N_dev_way *N_dev_way_of(int source_memory, uint64_t source, int target_memory, uint64_t target);
uint64_t N_dev_duration(const N_dev_way *way, uint64_t size);

/* -- packets ----------------------------------------------------------------------------------------------------- */

void N_dev_ring_doorbell(N_dev *d, unsigned queue, uint64_t value);
void N_dev_enable_queue(N_dev *d, unsigned queue, bool on);
bool N_dev_advance_queues(N_dev *d);
uint64_t N_dev_queues_next(const N_dev *d);
uint64_t N_dev_packets_left(const N_dev *d);

/* Has a packet begin, if what it waits for has come. */
bool N_dev_begin(N_dev *d, N_dev_job *job);

/* Lets a packet that has begun go on now. */
void N_dev_go_on(N_dev *d, N_dev_job *job);
void N_dev_finish(N_dev *d, N_dev_job *job);

/* A packet ends in an error, and its queue stops. */
void N_dev_fail(N_dev *d, N_dev_job *job, unsigned condition, uint64_t address, const char *text);
void N_dev_fail_with(N_dev *d, N_dev_job *job, N_dev_failure *failure);

/* -- launches ---------------------------------------------------------------------------------------------------- */

bool N_dev_begin_launch(N_dev *d, N_dev_job *job);
void N_dev_start_launch(N_dev *d, N_dev_job *job);
void N_dev_end_launch(N_dev *d, const N_dev_job *job, bool faulted);
bool N_dev_machine_runs(const N_dev *d);
uint64_t N_dev_deadline(const N_dev *d);

/* Lets the machine's time pass up to a tick, or less where something ended. */
void N_dev_pass(N_dev *d, uint64_t until);

/* -- what is told ------------------------------------------------------------------------------------------------ */

void N_dev_raise(N_dev *d, unsigned event);
void N_dev_force(N_dev *d, unsigned interrupt);
void N_dev_update_wires(N_dev *d);
void N_dev_tell_again(N_dev *d);
uint64_t N_dev_wires_next(const N_dev *d);

/* Keeps what went wrong: in registers, as the last error, as an event. */
void N_dev_report(N_dev *d, N_dev_failure *failure);
N_dev_failure N_dev_failure_of(const N_dev *d, unsigned condition);

/* Begins the values of a record: when, and nowhere. */
void N_dev_begin_record(const N_dev *d, uint64_t *values);
void N_dev_trace(N_dev *d, enum N_dev_told what, const uint64_t *values);
void N_dev_trace_word(N_dev *d, enum N_dev_told what, const uint64_t *values, const uint8_t *word);
void N_dev_reset_trace(N_dev *d);

/* -- the rest ---------------------------------------------------------------------------------------------------- */

/* Whether an injected fault of a kind happens now. */
bool N_dev_strikes(N_dev *d, unsigned kind);

void N_dev_post(N_dev *d, unsigned mailbox);
bool N_dev_answer_mail(N_dev *d);
uint64_t N_dev_mail_next(const N_dev *d);

#endif
