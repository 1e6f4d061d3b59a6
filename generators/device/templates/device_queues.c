/* Queues: what the host announces, what is fetched and begins in order, what ends. */
#include "device.h"

static uint64_t N_dev_low(unsigned bits)
{
    return bits >= 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

static uint64_t N_dev_index(const N_dev_ring *ring, uint64_t index)
{
    return index & N_dev_low(ring->index_bits);
}

static const N_dev_ring *N_dev_ring_kind(unsigned queue)
{
    return &N_dev_rings[N_dev_ring_of[queue]];
}

static N_dev_job *N_dev_job_at(N_dev_queue *queue, unsigned place)
{
    return &queue->jobs[(queue->first + place) % N_DEV_IN_FLIGHT];
}

/* -- errors ------------------------------------------------------------------------------------------------------ */

/* Forgets what was fetched and has not begun. */
static void N_dev_drop_waiting(N_dev_queue *queue)
{
    if (queue->used != 0 && N_dev_job_at(queue, queue->used - 1)->stage == N_DEV_FETCHED)
        queue->used--;
}

/* Stops a queue at a packet. */
static void N_dev_stop_queue(N_dev *d, N_dev_failure *failure, unsigned number, uint64_t index)
{
    N_dev_queue *queue = &d->queues[number];
    failure->queue = number;
    failure->index = index;
    if (!queue->failed) {
        queue->failed = true;
        queue->failed_at = index;
        N_dev_show(d, N_DEV_QUEUE_ERROR, number, failure->code);
        N_dev_show(d, N_DEV_QUEUE_ERROR_INDEX, number, index);
        N_dev_drop_waiting(queue);
    }
    N_dev_report(d, failure);
}

static void N_dev_trace_packet(N_dev *d, const N_dev_job *job, uint32_t code)
{
    uint64_t values[N_DEV_RECORD_ROLES];
    N_dev_begin_record(d, values);
    values[N_DEV_TELL_TIME] = job->began;
    values[N_DEV_TELL_QUEUED] = job->fetched;
    values[N_DEV_TELL_QUEUE] = job->queue;
    values[N_DEV_TELL_INDEX] = job->index;
    values[N_DEV_TELL_KIND] = job->packet->type;
    values[N_DEV_TELL_ERROR] = code;
    N_dev_trace(d, N_DEV_TOLD_PACKET, values);
    if (job->packet->verb != N_DEV_DO_COPY && job->packet->verb != N_DEV_DO_FILL)
        return;
    values[N_DEV_TELL_SOURCE] = job->source;
    values[N_DEV_TELL_TARGET] = job->target;
    values[N_DEV_TELL_SIZE] = job->moved;
    N_dev_trace(d, N_DEV_TOLD_COPY, values);
}

void N_dev_fail_with(N_dev *d, N_dev_job *job, N_dev_failure *failure)
{
    if (job->stage != N_DEV_FETCHED)
        N_dev_trace_packet(d, job, failure->code);
    job->stage = N_DEV_DONE;
    N_dev_stop_queue(d, failure, job->queue, job->index);
}

void N_dev_fail(N_dev *d, N_dev_job *job, unsigned condition, uint64_t address, const char *text)
{
    N_dev_failure failure = N_dev_failure_of(d, condition);
    failure.address = address;
    strncpy(failure.text, text, sizeof failure.text - 1);
    N_dev_fail_with(d, job, &failure);
}

static void N_dev_refuse(N_dev *d, unsigned queue, unsigned condition, uint64_t index, const char *text)
{
    N_dev_failure failure = N_dev_failure_of(d, condition);
    strncpy(failure.text, text, sizeof failure.text - 1);
    N_dev_stop_queue(d, &failure, queue, index);
}

/* -- what the host does ------------------------------------------------------------------------------------------ */

void N_dev_enable_queue(N_dev *d, unsigned number, bool on)
{
    N_dev_queue *queue = &d->queues[number];
    const N_dev_ring *ring = N_dev_ring_kind(number);
    queue->enabled = on;
    N_dev_drop_waiting(queue);
    for (unsigned i = 0; i < queue->used; i++)
        N_dev_job_at(queue, i)->stray = true;
    if (!on)
        return;
    queue->failed = false;
    queue->base = N_dev_value(d, N_DEV_QUEUE_BASE, number);
    queue->capacity = N_dev_value(d, N_DEV_QUEUE_CAPACITY, number);
    queue->write = queue->fetched = queue->read = 0;
    N_dev_show(d, N_DEV_QUEUE_READ_INDEX, number, 0);
    N_dev_show(d, N_DEV_QUEUE_ERROR, number, N_dev_code(N_DEV_SUCCESS));
    N_dev_show(d, N_DEV_QUEUE_ERROR_INDEX, number, 0);
    if (queue->capacity < ring->least || queue->capacity > ring->most || (queue->capacity & (queue->capacity - 1)) != 0)
        N_dev_refuse(d, number, N_DEV_BAD_ARGUMENT, 0, "the capacity is not one that the queue may have");
}

void N_dev_ring_doorbell(N_dev *d, unsigned number, uint64_t value)
{
    N_dev_queue *queue = &d->queues[number];
    const N_dev_ring *ring = N_dev_ring_kind(number);
    if (!queue->enabled || queue->failed)
        return;
    uint64_t used = N_dev_index(ring, value - queue->read), before = N_dev_index(ring, queue->write - queue->read);
    if (used > queue->capacity || used < before) {
        const char *text = used > queue->capacity ? "more packets than the ring has slots" : "the doorbell went backwards";
        N_dev_refuse(d, number, N_DEV_QUEUE_OVERRUN, queue->write, text);
        return;
    }
    queue->write = N_dev_index(ring, value);
}

/* -- fetching ---------------------------------------------------------------------------------------------------- */

/* A packet arrives with a bit turned over: one that the checksum covers, where there is one. */
static void N_dev_corrupt(const N_dev *d, const N_dev_ring *ring, uint8_t *bytes)
{
    uint64_t seed = d->faults[N_DEV_INJECT_CORRUPT_PACKET].seed;
    size_t from = ring->sum.size != 0 ? ring->sum.first : 0, to = ring->sum.size != 0 ? ring->sum.last : ring->size;
    bytes[from + (size_t)(seed / 8 % (to - from))] ^= (uint8_t)(1u << seed % 8);
}

/* Whether the checksum of some bytes is what they say. */
static bool N_dev_sums(const uint8_t *bytes, const N_dev_sum *sum)
{
    uint64_t ones = sum->size >= 8 ? UINT64_MAX : (UINT64_C(1) << 8 * sum->size) - 1;
    uint64_t made = sum->polynomial != 0 ? ones : 0;
    for (uint32_t i = sum->first; i < sum->last; i++) {
        uint8_t byte = i - sum->at < sum->size ? 0 : bytes[i];
        if (sum->polynomial == 0) {
            made += byte;
            continue;
        }
        made ^= byte;
        for (unsigned bit = 0; bit < 8; bit++)
            made = made >> 1 ^ ((made & 1) != 0 ? sum->polynomial : 0);
    }
    made = sum->polynomial != 0 ? ~made & ones : made & ones;
    return sum->size == 0 || made == N_dev_word(bytes + sum->at, sum->size, sum->big);
}

static const N_dev_packet *N_dev_packet_of(const N_dev_ring *ring, const uint8_t *bytes)
{
    uint64_t type = N_dev_get(bytes, ring->type, 0);
    for (size_t i = 0; i < ring->count; i++)
        if (ring->packets[i].type == type)
            return &ring->packets[i];
    return NULL;
}

/* Looks whether a packet is one; else its queue stops. */
static bool N_dev_accept(N_dev *d, N_dev_job *job, const N_dev_ring *ring, bool corrupt)
{
    job->packet = N_dev_packet_of(ring, job->bytes);
    if (corrupt || !N_dev_sums(job->bytes, &ring->sum) || (job->packet != NULL && !N_dev_sums(job->bytes, &job->packet->sum))) {
        N_dev_fail(d, job, N_DEV_CORRUPT_PACKET, 0, "the checksum is that of other bytes");
        return false;
    }
    if (job->packet == NULL) {
        N_dev_fail(d, job, N_DEV_BAD_PACKET, 0, "no packet has this type");
        return false;
    }
    N_dev_place sequence = job->packet->roles[N_DEV_ROLE_SEQUENCE];
    if (sequence.bytes != 0 && ((N_dev_get(job->bytes, sequence, 0) ^ job->index) & N_dev_low(sequence.bits)) != 0) {
        N_dev_fail(d, job, N_DEV_BAD_PACKET, 0, "the packet is of another round of the ring");
        return false;
    }
    N_dev_failure failure = N_dev_failure_of(d, N_DEV_BAD_PACKET);
    failure.code = job->packet->check(job->bytes, ring->size, failure.text, sizeof failure.text);
    if (failure.code == N_dev_code(N_DEV_SUCCESS))
        return true;
    N_dev_fail_with(d, job, &failure);
    return false;
}

static void N_dev_fetch(N_dev *d, unsigned number)
{
    N_dev_queue *queue = &d->queues[number];
    const N_dev_ring *ring = N_dev_ring_kind(number);
    N_dev_job *job = N_dev_job_at(queue, queue->used++);
    memset(job, 0, sizeof *job);
    job->stage = N_DEV_FETCHED;
    job->queue = number;
    job->index = queue->fetched;
    job->fetched = job->began = d->now;
    job->next = job->deadline = N_NEVER;
    uint64_t address = queue->base + (queue->fetched & (queue->capacity - 1)) * ring->size;
    unsigned condition = N_dev_load(d, ring->memory, address, job->bytes, ring->size);
    queue->fetched = N_dev_index(ring, queue->fetched + 1);
    if (condition != N_DEV_SUCCESS) {
        N_dev_fail(d, job, condition, address, "the packet cannot be read");
        queue->used--;
        return;
    }
    bool corrupt = N_dev_strikes(d, N_DEV_INJECT_CORRUPT_PACKET);
    if (corrupt)
        N_dev_corrupt(d, ring, job->bytes);
    if (!N_dev_accept(d, job, ring, corrupt))
        queue->used--;
}

/* -- ending ------------------------------------------------------------------------------------------------------ */

/* Counts a signal down. */
static unsigned N_dev_signal(N_dev *d, const N_dev_job *job, uint64_t address)
{
    N_dev_span span;
    const N_dev_ring *ring = N_dev_ring_kind(job->queue);
    if (!N_dev_find(d, job->packet->roles[N_DEV_ROLE_COMPLETION].memory, address, 8, &span))
        return N_DEV_BAD_ADDRESS;
    uint64_t left = N_dev_word(span.bytes, 8, ring->big);
    if (left != 0)
        N_dev_set_word(span.bytes, 8, ring->big, left - 1);
    N_dev_changed(d, &span);
    return N_DEV_SUCCESS;
}

void N_dev_finish(N_dev *d, N_dev_job *job)
{
    uint64_t signal = N_dev_role(job, N_DEV_ROLE_COMPLETION);
    if (signal != 0) {
        unsigned condition = N_dev_signal(d, job, signal);
        if (condition != N_DEV_SUCCESS) {
            N_dev_fail(d, job, condition, signal, "nothing is at the address of the signal");
            return;
        }
    }
    N_dev_trace_packet(d, job, N_dev_code(N_DEV_SUCCESS));
    job->stage = N_DEV_DONE;
    if (signal != 0)
        N_dev_raise(d, N_DEV_ON_COMPLETION);
}

/* Tells the host how many packets have ended. */
static void N_dev_tell_read(N_dev *d, unsigned number)
{
    const N_dev_queue *queue = &d->queues[number];
    const N_dev_ring *ring = N_dev_ring_kind(number);
    N_dev_show(d, N_DEV_QUEUE_READ_INDEX, number, queue->read);
    uint64_t address = N_dev_value(d, N_DEV_QUEUE_READ_INDEX_ADDRESS, number);
    N_dev_span span;
    if (address != 0 && N_dev_find(d, N_DEV_DEFAULT_MEMORY, address, (ring->index_bits + 7) / 8, &span)) {
        N_dev_set_word(span.bytes, (ring->index_bits + 7) / 8, ring->big, queue->read);
        N_dev_changed(d, &span);
    }
    if (queue->read == queue->write)
        N_dev_raise(d, N_DEV_ON_QUEUE_EMPTY);
}

/* Gives back the slots of packets that have ended; that of an error and those behind it stay. */
static bool N_dev_retire(N_dev *d, unsigned number)
{
    N_dev_queue *queue = &d->queues[number];
    const N_dev_ring *ring = N_dev_ring_kind(number);
    bool some = false, moved = false;
    for (; queue->used != 0 && N_dev_job_at(queue, 0)->stage == N_DEV_DONE; some = true) {
        const N_dev_job *job = N_dev_job_at(queue, 0);
        uint64_t before = N_dev_index(ring, queue->failed_at - queue->read);
        if (!job->stray && (!queue->failed || N_dev_index(ring, job->index - queue->read) < before)) {
            queue->read = N_dev_index(ring, job->index + 1);
            moved = true;
        }
        queue->first = (queue->first + 1) % N_DEV_IN_FLIGHT;
        queue->used--;
    }
    if (moved)
        N_dev_tell_read(d, number);
    return some;
}

/* -- all of them ------------------------------------------------------------------------------------------------- */

/* Lets the last packet that was fetched begin, or fetches the next one; whether either was done. */
static bool N_dev_begin_next(N_dev *d, unsigned number)
{
    N_dev_queue *queue = &d->queues[number];
    if (!queue->enabled || queue->failed)
        return false;
    N_dev_job *last = queue->used != 0 ? N_dev_job_at(queue, queue->used - 1) : NULL;
    if (last != NULL && last->stage == N_DEV_FETCHED) {
        bool ordered = last->packet->verb == N_DEV_DO_FENCE || N_dev_role(last, N_DEV_ROLE_BARRIER) != 0;
        return (!ordered || queue->used == 1) && N_dev_begin(d, last);
    }
    if (queue->fetched == queue->write || queue->used == N_DEV_IN_FLIGHT)
        return false;
    N_dev_fetch(d, number);
    return true;
}

bool N_dev_advance_queues(N_dev *d)
{
    bool moved = false;
    for (unsigned q = 0; q < N_DEV_QUEUES; q++) {
        N_dev_queue *queue = &d->queues[q];
        for (unsigned i = 0; i < queue->used; i++) {
            N_dev_job *job = N_dev_job_at(queue, i);
            bool running = job->stage == N_DEV_LOADING || job->stage == N_DEV_RUNNING;
            if (running && (job->next <= d->now || job->deadline <= d->now)) {
                N_dev_go_on(d, job);
                moved = true;
            }
        }
        moved |= N_dev_retire(d, q);
    }
    for (unsigned q = 0; q < N_DEV_QUEUES; q++)
        while (N_dev_begin_next(d, q))
            moved = true;
    return moved;
}

uint64_t N_dev_queues_next(const N_dev *d)
{
    uint64_t next = N_NEVER;
    for (unsigned q = 0; q < N_DEV_QUEUES; q++) {
        const N_dev_queue *queue = &d->queues[q];
        for (unsigned i = 0; i < queue->used; i++) {
            const N_dev_job *job = &queue->jobs[(queue->first + i) % N_DEV_IN_FLIGHT];
            if (job->stage != N_DEV_LOADING && job->stage != N_DEV_RUNNING)
                continue;
            next = job->next < next ? job->next : next;
            next = job->deadline < next ? job->deadline : next;
        }
    }
    return next;
}

uint64_t N_dev_packets_left(const N_dev *d)
{
    uint64_t left = 0;
    for (unsigned q = 0; q < N_DEV_QUEUES; q++) {
        const N_dev_queue *queue = &d->queues[q];
        if (queue->enabled && !queue->failed)
            left += N_dev_index(N_dev_ring_kind(q), queue->write - queue->fetched);
        for (unsigned i = 0; i < queue->used; i++)
            left += queue->jobs[(queue->first + i) % N_DEV_IN_FLIGHT].stage != N_DEV_DONE;
    }
    return left;
}
