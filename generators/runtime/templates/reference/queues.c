/* Queues: rings of packets in {{ "the host's memory" if queue.host else "the device's memory" }}, doorbells, and completion signals. */
#include "ref.h"

enum {
    PACKET = {{ queue.size }},
    STAGE = {{ queue.stage }},      /* bytes that a launch hands over besides its packet */
    ARGUMENTS = {{ queue.arguments }}, /* of these, its arguments */
    PROGRAM = {{ queue.program_size }}
};

/* -- registers ---- of queue `number` -------------------------------------------------------------------------------- */

{% for name, register in queue.registers %}
#define {{ name | upper }} UINT64_C({{ register.address }}), UINT64_C({{ register.stride }}), {{ register.width }}
{% endfor %}

static uint64_t look(R_ref_device *device, uint32_t number, uint64_t address, uint64_t stride, unsigned width)
{
    uint64_t value = 0;
    N_dev_read_register(device->device, address + number * stride, width, &value);
    return value;
}

static R_status set(R_ref_device *device, uint32_t number, uint64_t value, uint64_t address, uint64_t stride, unsigned width)
{
    uint32_t error = N_dev_write_register(device->device, address + number * stride, width, value);
    if (error == (uint32_t)R_REF_SUCCESS)
        return R_REF_SUCCESS;
    return R_ref_fail(device, R_REF_DEVICE_LOST, "queue %u: the device answered %u to its register", (unsigned)number, (unsigned)error);
}

uint64_t R_ref_ended(R_ref_device *device, const R_ref_ring *ring)
{
{% if "read_index" in queue.has %}
    uint64_t read = look(device, ring->number, READ_INDEX), mask = UINT64_C({{ queue.index_mask }});
    return ring->written - ((ring->written - read) & mask);
{% else %}
    return ring->written - R_ref_get_word(device, ring->word);
{% endif %}
}

R_status R_ref_stopped(R_ref_device *device, R_ref_ring *ring)
{
    if (ring->stopped)
        return ring->stopped;
{% if "error" in queue.has %}
    uint64_t code = look(device, ring->number, ERROR);
    if (code == (uint64_t)R_REF_SUCCESS)
        return R_REF_SUCCESS;
    N_dev_failure failure;
    memset(&failure, 0, sizeof failure);
    N_dev_last_error(device->device, &failure);
    ring->stopped = (R_status)(int64_t)code;
    R_ref_fail(device, ring->stopped, "queue %u stopped: %s", (unsigned)ring->number, failure.text);
{% else %}
    (void)device;
{% endif %}
    return ring->stopped;
}

/* -- packets ---------------------------------------------------------------------------------------------------------- */

/* Where the values of packets lie. */
{% for place in queue.places %}
static const R_ref_place {{ place.name }} = { {{ place.offset }}, {{ place.bytes }}, {{ place.low }}, {{ place.bits }} };
{% endfor %}

#define BIG {{ queue.big }}
{% if launch %}
#define PROGRAM_BIG {{ queue.program_big }}
{% endif %}

/* What is in all packets: they wait for those before, and see and show everything to everyone. */
static void head(const R_ref_ring *ring, uint8_t *packet, uint64_t type)
{
    memset(packet, 0, PACKET);
    R_ref_put(packet, TYPE, BIG, type);
{% for name, value in queue.constants %}
    R_ref_put(packet, {{ name }}, BIG, {{ value }});
{% endfor %}
    R_ref_put(packet, SEQUENCE, BIG, ring->written);
}

/* Writes a packet's checksum, over its bytes with the checksum as zero. */
static void seal(uint8_t *packet)
{
{% if queue.checksum %}
    R_ref_put(packet, CHECKSUM, BIG, 0);
    R_ref_put(packet, CHECKSUM, BIG, R_ref_{{ queue.checksum.algorithm }}(packet + {{ queue.checksum.first }}, {{ queue.checksum.size }}));
{% else %}
    (void)packet;
{% endif %}
}

/* Whether a queue can take a packet. */
static R_status ready(R_ref_device *device, R_ref_ring *ring)
{
    R_status error = R_ref_stopped(device, ring);
    if (error)
        return error;
    if (ring->written - R_ref_ended(device, ring) >= ring->capacity)
        return R_ref_fail(device, R_REF_BUSY, "queue %u holds %llu packets, and no more", (unsigned)ring->number,
                          (unsigned long long)ring->capacity);
    return R_REF_SUCCESS;
}

/* Writes a packet to its slot, the word that tells its type last, and rings the doorbell. */
static R_status submit(R_ref_device *device, R_ref_ring *ring, uint8_t *packet, R_ref_place completion)
{
    uint64_t slot = ring->written % ring->capacity * PACKET;
    R_ref_put(packet, completion, BIG, R_ref_word_at(device, ring->word));
    R_ref_put_word(device, ring->word, R_ref_get_word(device, ring->word) + 1);
    seal(packet);
{% if queue.host %}
    uint8_t *to = ring->bytes + slot;
    memcpy(to, packet, TYPE.offset);
    memcpy(to + TYPE.offset + TYPE.bytes, packet + TYPE.offset + TYPE.bytes, PACKET - TYPE.offset - TYPE.bytes);
    atomic_thread_fence(memory_order_release);
    memcpy(to + TYPE.offset, packet + TYPE.offset, TYPE.bytes);
    atomic_thread_fence(memory_order_release);
{% else %}
    N_dev_write(device->device, {{ queue.ring_memory }}, ring->ring_at + slot, packet, PACKET);
{% endif %}
    ring->written++;
    return set(device, ring->number, ring->written & UINT64_C({{ queue.index_mask }}), DOORBELL);
}

/* Notes that the packet before the queue's write index uses an object. */
static void uses(const R_ref_ring *ring, R_ref_object *object)
{
    object->tickets[ring->number] = ring->written;
}

{% for packet in queue.packets %}
{% if packet.does == "copy" %}
R_status R_ref_copy(R_ref_device *device, R_ref_object *queue, R_ref_object *target, uint64_t target_offset, R_ref_object *source,
                   uint64_t source_offset, uint64_t size)
{
    uint8_t packet[PACKET];
    R_ref_ring *ring = queue->ring;
    if (target_offset > target->size || size > target->size - target_offset)
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "the bytes leave the target of %llu", (unsigned long long)target->size);
    if (source_offset > source->size || size > source->size - source_offset)
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "the bytes leave the source of %llu", (unsigned long long)source->size);
    uint64_t from = source->address + source_offset, to = target->address + target_offset;
    if (!size || (from < to + size && to < from + size))
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, size ? "source and target have bytes in common" : "a copy of no bytes");
    if (size > UINT64_C({{ packet.most("size") }}))
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "a packet copies at most %llu bytes", (unsigned long long)UINT64_C({{ packet.most("size") }}));
    R_status error = ready(device, ring);
    if (error)
        return error;
    head(ring, packet, {{ packet.code }});
    R_ref_put(packet, COPY_SOURCE, BIG, from);
    R_ref_put(packet, COPY_TARGET, BIG, to);
    R_ref_put(packet, COPY_SIZE, BIG, size);
    error = submit(device, ring, packet, COPY_COMPLETION);
    uses(ring, source);
    uses(ring, target);
    return error;
}

{% elif packet.does in ("semaphore_wait", "semaphore_signal") %}
R_status R_ref_{{ "queue_wait" if packet.does == "semaphore_wait" else "queue_signal" }}(R_ref_device *device, R_ref_object *queue, R_ref_object *semaphore, uint64_t value)
{
    uint8_t packet[PACKET];
    R_ref_ring *ring = queue->ring;
    R_status error = ready(device, ring);
    if (error)
        return error;
    head(ring, packet, {{ packet.code }});
    R_ref_put(packet, {{ packet.upper }}_ADDRESS, BIG, R_ref_word_at(device, semaphore->word));
    R_ref_put(packet, {{ packet.upper }}_VALUE, BIG, value);
    error = submit(device, ring, packet, {{ packet.upper }}_COMPLETION);
    uses(ring, semaphore);
    return error;
}

{% elif packet.does == "timestamp" %}
R_status R_ref_timestamp(R_ref_device *device, R_ref_object *queue, R_ref_object *buffer, uint64_t offset)
{
    uint8_t packet[PACKET];
    R_ref_ring *ring = queue->ring;
    if (offset % 8 || offset > buffer->size || buffer->size - offset < 8)
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "no aligned 64-bit number lies at %llu", (unsigned long long)offset);
    R_status error = ready(device, ring);
    if (error)
        return error;
    head(ring, packet, {{ packet.code }});
    R_ref_put(packet, TIMESTAMP_TARGET, BIG, buffer->address + offset);
    error = submit(device, ring, packet, TIMESTAMP_COMPLETION);
    uses(ring, buffer);
    return error;
}

{% elif packet.does == queue.barrier %}
R_status R_ref_barrier(R_ref_device *device, R_ref_object *queue)
{
    uint8_t packet[PACKET];
    R_status error = ready(device, queue->ring);
    if (error)
        return error;
    head(queue->ring, packet, {{ packet.code }});
    return submit(device, queue->ring, packet, {{ packet.upper }}_COMPLETION);
}

{% elif packet.does == "launch" and launch %}
/* What kernels find in their argument block, and the list of programs: both beside the ring, in the packet's slot. */
R_status R_ref_launch(R_ref_device *device, R_ref_object *queue, R_ref_object *entry, const R_ref_argument *arguments, uint64_t count)
{
    uint8_t packet[PACKET];
    R_ref_ring *ring = queue->ring;
    uint32_t executable = entry->parent;
    const R_ref_program *program = device->objects[executable].program;
    uint64_t slot = ring->written % ring->capacity * STAGE, size = 0, programs = 0;
    R_status error = ready(device, ring);
    if (error)
        return error;
    error = R_ref_arguments(device, program, entry->entry, arguments, count, ring->staged + slot, ARGUMENTS, &size);
    if (error)
        return error;
    for (uint32_t i = 0; i < program->part_count; i++) {
        R_ref_start start;
        if (!R_ref_starts(program, entry->entry, i, &start))
            continue;
        uint8_t *one = ring->staged + slot + ARGUMENTS + programs++ * PROGRAM;
        memset(one, 0, PROGRAM);
        R_ref_put(one, PROGRAM_CODE, PROGRAM_BIG, start.code);
        R_ref_put(one, PROGRAM_SIZE, PROGRAM_BIG, start.size);
        R_ref_put(one, PROGRAM_LOAD_ADDRESS, PROGRAM_BIG, start.load_address);
        R_ref_put(one, PROGRAM_ENTRY, PROGRAM_BIG, start.entry);
        R_ref_put(one, PROGRAM_PROCESSOR, PROGRAM_BIG, start.processor);
    }
{% if narrow %}
    N_dev_write(device->device, N_DEV_DEFAULT_MEMORY, ring->staged_at + slot, ring->staged + slot, STAGE);
{% endif %}
    head(ring, packet, {{ packet.code }});
    R_ref_put(packet, LAUNCH_PROGRAMS, BIG, ring->staged_at + slot + ARGUMENTS);
    R_ref_put(packet, LAUNCH_PROGRAM_COUNT, BIG, programs);
    R_ref_put(packet, LAUNCH_ARGUMENTS, BIG, size ? ring->staged_at + slot : 0);
    R_ref_put(packet, LAUNCH_ARGUMENTS_SIZE, BIG, size);
    error = submit(device, ring, packet, LAUNCH_COMPLETION);
    uses(ring, &device->objects[executable]);
    for (uint64_t i = 0; i < count; i++)
        if (arguments[i].buffer)
            uses(ring, R_ref_buffer_at(device, arguments[i].value));
    return error;
}

{% endif %}
{% endfor %}
/* -- queues ----------------------------------------------------------------------------------------------------------- */

R_status R_ref_start_ring(R_ref_device *device, R_ref_ring *ring)
{
    ring->written = 0;
    ring->stopped = R_REF_SUCCESS;
    R_ref_put_word(device, ring->word, 0);
{% if queue.host %}
    memset(ring->bytes, 0, ring->size);
    for (uint64_t slot = 0; slot < ring->capacity; slot++)
        R_ref_put(ring->bytes + slot * PACKET, TYPE, BIG, {{ queue.empty }});
{% endif %}
    R_status error = set(device, ring->number, 0, ENABLE);
    if (!error)
        error = set(device, ring->number, ring->ring_at, BASE);
    if (!error)
        error = set(device, ring->number, ring->capacity, CAPACITY);
    return error ? error : set(device, ring->number, {{ queue.enable }}, ENABLE);
}

/* Gives back what a queue has. */
static void drop(R_ref_device *device, R_ref_ring *ring)
{
    if (ring->staged_at)
{% if narrow %}
        R_ref_heap_give(&device->heap, ring->staged_at);
{% else %}
        N_dev_unmap(device->device, ring->staged_at);
{% endif %}
{% if queue.host %}
    if (ring->ring_at)
        N_dev_unmap(device->device, ring->ring_at);
    free(ring->bytes);
{% else %}
    if (ring->ring_at)
        R_ref_heap_give(&device->heap, ring->ring_at);
{% endif %}
    device->taken[ring->word] = false;
    free(ring->staged);
    free(ring);
}

/* The memory of a queue: its ring, its signal, and room for what launches hand over. */
static R_ref_ring *make(R_ref_device *device, uint64_t capacity)
{
    uint32_t word;
    if (!R_ref_take_word(device, 0, &word))
        return NULL;
    R_ref_ring *ring = (R_ref_ring *)calloc(1, sizeof *ring);
    if (!ring) {
        device->taken[word] = false;
        return NULL;
    }
    ring->word = word;
    ring->capacity = capacity;
    ring->size = capacity * PACKET;
    bool fine = true;
{% if queue.host %}
    ring->bytes = (uint8_t *)calloc(capacity, PACKET);
    ring->ring_at = ring->bytes ? N_dev_map(device->device, ring->bytes, ring->size) : 0;
    fine = ring->ring_at != 0;
{% else %}
    fine = R_ref_heap_take(&device->heap, ring->size, PACKET, &ring->ring_at);
{% endif %}
{% if queue.stage %}
    if (fine) {
        ring->staged = (uint8_t *)calloc(capacity, STAGE);
{% if narrow %}
        fine = ring->staged && R_ref_heap_take(&device->heap, capacity * STAGE, 8, &ring->staged_at);
{% else %}
        ring->staged_at = ring->staged ? N_dev_map(device->device, ring->staged, capacity * STAGE) : 0;
        fine = ring->staged_at != 0;
{% endif %}
    }
{% endif %}
    if (fine)
        return ring;
    drop(device, ring);
    return NULL;
}

R_status R_ref_create_queue(R_ref_device *device, uint64_t capacity, void **handle)
{
    if (capacity < {{ queue.least }} || capacity > {{ queue.most }} || capacity & (capacity - 1))
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "queues hold {{ queue.least }} to {{ queue.most }} packets, a power of two, not %llu",
                          (unsigned long long)capacity);
    uint32_t number = 0;
    while (number < {{ queue.count }} && device->rings[number])
        number++;
    if (number == {{ queue.count }})
        return R_ref_fail(device, R_REF_NO_RESOURCE, "all {{ queue.count }} queues are in use");
    R_ref_ring *ring = make(device, capacity);
    R_ref_object *made = ring ? R_ref_make(device, R_REF_QUEUE, &device->objects[0]) : NULL;
    if (!made) {
        if (ring)
            drop(device, ring);
        return R_ref_fail(device, R_REF_NO_MEMORY, "no memory for a queue");
    }
    ring->number = number;
    made->ring = ring;
    device->rings[number] = (uint32_t)(made - device->objects);
    R_status error = R_ref_start_ring(device, ring);
    if (error) {
        device->rings[number] = 0;
        R_ref_end(device, made);
        drop(device, ring);
        return error;
    }
    for (uint32_t i = 0; i < device->count; i++)
        device->objects[i].tickets[number] = 0;
    *handle = R_ref_handle(device, made);
    return R_REF_SUCCESS;
}

R_status R_ref_destroy_queue(R_ref_device *device, R_ref_object *queue)
{
    R_ref_ring *ring = queue->ring;
    if (queue->waiting)
        return R_ref_fail(device, R_REF_BUSY, "%u threads wait for it", (unsigned)queue->waiting);
    if (!R_ref_stopped(device, ring) && R_ref_ended(device, ring) != ring->written)
        return R_ref_fail(device, R_REF_BUSY, "%llu packets have not ended", (unsigned long long)(ring->written - R_ref_ended(device, ring)));
    R_status error = set(device, ring->number, 0, ENABLE);
    device->rings[ring->number] = 0;
    drop(device, ring);
    R_ref_end(device, queue);
    return error;
}
