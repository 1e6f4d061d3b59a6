/* Handles, and the devices and objects that they are of. */
#include "ref.h"

#include <stdarg.h>
#include <stdio.h>

static R_ref_device devices[R_REF_DEVICES];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void begin(void)
{
    for (unsigned i = 0; i < R_REF_DEVICES; i++) {
        pthread_mutex_init(&devices[i].lock, NULL);
        pthread_cond_init(&devices[i].changed, NULL);
    }
}

/* -- handles: the kind in bits 63 to 60, the device in 59 to 56, the place in the table in 55 to 32, the generation below. -- */

static void *handle_of(enum R_ref_kind kind, unsigned device, uint32_t place, uint32_t generation)
{
    uint64_t bits = (uint64_t)kind << 60 | (uint64_t)device << 56 | (uint64_t)place << 32 | generation;
    static_assert(sizeof(uintptr_t) == 8, "handles take 64 bits");
    return (void *)(uintptr_t)bits;
}

void *R_ref_handle(const R_ref_device *device, const R_ref_object *object)
{
    return handle_of(object->kind, (unsigned)(device - devices), (uint32_t)(object - device->objects), object->generation);
}

R_status R_ref_find(R_ref_device *device, const void *handle, enum R_ref_kind kind, R_ref_object **object)
{
    uint64_t bits = (uint64_t)(uintptr_t)handle;
    uint32_t place = (uint32_t)(bits >> 32 & 0xffffff), generation = (uint32_t)bits;
    const char *problem = NULL;
    if (!handle)
        problem = "is null";
    else if (bits >> 60 != kind)
        problem = "is of another kind";
    else if ((bits >> 56 & 0xf) != (uint64_t)(device - devices))
        problem = "is of another device";
    else if (place >= device->count || device->objects[place].kind != kind || device->objects[place].generation != generation)
        problem = "is of an object that was ended";
    if (problem)
        return R_ref_fail(device, R_REF_BAD_HANDLE, "the handle %#llx %s", (unsigned long long)bits, problem);
    *object = &device->objects[place];
    return R_REF_SUCCESS;
}

R_status R_ref_enter(const void *handle, enum R_ref_kind kind, R_ref_device **device, R_ref_object **object)
{
    uint64_t bits = (uint64_t)(uintptr_t)handle, slot = bits >> 56 & 0xf;
    pthread_once(&once, begin);
    if (!handle || slot >= R_REF_DEVICES)
        return R_REF_BAD_HANDLE;
    R_ref_device *found = &devices[slot];
    pthread_mutex_lock(&found->lock);
    R_status error = found->open ? R_ref_find(found, handle, kind, object) : R_REF_BAD_HANDLE;
    if (error) {
        pthread_mutex_unlock(&found->lock);
        return error;
    }
    if (!pthread_equal(found->thread, pthread_self()))
        found->several = true;
    *device = found;
    return R_REF_SUCCESS;
}

R_status R_ref_leave(R_ref_device *device, R_status error)
{
    pthread_mutex_unlock(&device->lock);
    return error;
}

R_status R_ref_fail(R_ref_device *device, R_status error, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(device->text, sizeof device->text, format, list);
    va_end(list);
    device->error = error;
    return error;
}

/* -- objects -------------------------------------------------------------------------------------------------------- */

R_ref_object *R_ref_make(R_ref_device *device, enum R_ref_kind kind, const R_ref_object *parent)
{
    uint32_t place = 0, above = parent ? (uint32_t)(parent - device->objects) : 0;
    while (place < device->count && device->objects[place].kind != R_REF_FREE)
        place++;
    if (place == device->room) {
        uint32_t room = device->room ? 2 * device->room : 16;
        R_ref_object *more = room < 1 << 24 ? (R_ref_object *)realloc(device->objects, room * sizeof *more) : NULL;
        if (!more)
            return NULL;
        device->objects = more;
        device->room = room;
    }
    if (place == device->count)
        device->count++;
    R_ref_object *made = &device->objects[place];
    memset(made, 0, sizeof *made);
    made->kind = kind;
    made->generation = ++device->generation;
    made->parent = above;
    if (place != above)
        device->objects[above].children++;
    return made;
}

void R_ref_end(R_ref_device *device, R_ref_object *object)
{
    object->kind = R_REF_FREE;
    device->objects[object->parent].children--;
}

/* -- words that the device and the host share ---------------------------------------------------------------------- */

bool R_ref_take_word(R_ref_device *device, uint64_t initial, uint32_t *word)
{
    for (uint32_t i = 0; i < R_REF_WORDS; i++) {
        if (device->taken[i])
            continue;
        device->taken[i] = true;
        R_ref_put_word(device, i, initial);
        *word = i;
        return true;
    }
    return false;
}

{% if narrow %}
/* Packets cannot hold the addresses of the host's memory: the words lie in the device's. */
uint64_t R_ref_get_word(const R_ref_device *device, uint32_t word)
{
    uint8_t bytes[8] = { 0 };
    N_dev_read(device->device, N_DEV_DEFAULT_MEMORY, R_ref_word_at(device, word), bytes, 8);
    return R_ref_word(bytes, 8, {{ big }});
}

void R_ref_put_word(R_ref_device *device, uint32_t word, uint64_t value)
{
    uint8_t bytes[8];
    R_ref_set_word(bytes, 8, {{ big }}, value);
    N_dev_write(device->device, N_DEV_DEFAULT_MEMORY, R_ref_word_at(device, word), bytes, 8);
}
{% else %}
uint64_t R_ref_get_word(const R_ref_device *device, uint32_t word)
{
    return R_ref_word(device->words + 8 * word, 8, {{ big }});
}

void R_ref_put_word(R_ref_device *device, uint32_t word, uint64_t value)
{
    R_ref_set_word(device->words + 8 * word, 8, {{ big }}, value);
}
{% endif %}

uint64_t R_ref_word_at(const R_ref_device *device, uint32_t word)
{
    return device->words_at + 8 * word;
}

void R_ref_set_word(uint8_t *bytes, unsigned size, bool big, uint64_t value)
{
    for (unsigned i = 0; i < size; i++)
        bytes[big ? size - 1 - i : i] = (uint8_t)(value >> 8 * i);
}

uint64_t R_ref_word(const uint8_t *bytes, unsigned size, bool big)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < size; i++)
        value |= (uint64_t)bytes[big ? size - 1 - i : i] << 8 * i;
    return value;
}

void R_ref_put(uint8_t *bytes, R_ref_place place, bool big, uint64_t value)
{
    if (!place.bytes)
        return;
    uint64_t mask = place.bits < 64 ? (UINT64_C(1) << place.bits) - 1 : UINT64_MAX;
    uint64_t before = R_ref_word(bytes + place.offset, place.bytes, big);
    before = (before & ~(mask << place.low)) | (value & mask) << place.low;
    R_ref_set_word(bytes + place.offset, place.bytes, big, before);
}

uint64_t R_ref_get(const uint8_t *bytes, R_ref_place place, bool big)
{
    if (!place.bytes)
        return 0;
    uint64_t mask = place.bits < 64 ? (UINT64_C(1) << place.bits) - 1 : UINT64_MAX;
    return R_ref_word(bytes + place.offset, place.bytes, big) >> place.low & mask;
}

{% if "crc32" in checksums or "crc32c" in checksums or "crc64" in checksums %}
/* A cyclic redundancy check, lowest bit first. */
static uint64_t remainder_of(const uint8_t *bytes, size_t size, uint64_t polynomial, uint64_t ones)
{
    uint64_t rest = ones;
    while (size--) {
        rest ^= *bytes++;
        for (int i = 0; i < 8; i++)
            rest = rest >> 1 ^ (rest & 1 ? polynomial : 0);
    }
    return rest ^ ones;
}

{% endif %}
{% for algorithm in checksums %}
uint64_t R_ref_{{ algorithm }}(const uint8_t *bytes, size_t size)
{
{% if algorithm == "crc32" %}
    return remainder_of(bytes, size, UINT64_C(0xedb88320), UINT64_C(0xffffffff));
{% elif algorithm == "crc32c" %}
    return remainder_of(bytes, size, UINT64_C(0x82f63b78), UINT64_C(0xffffffff));
{% elif algorithm == "crc64" %}
    return remainder_of(bytes, size, UINT64_C(0xc96c5795d7870f42), UINT64_MAX);
{% else %}
    uint64_t sum = 0;
    while (size--)
        sum += *bytes++;
    return sum & UINT64_C(0xffffffff);
{% endif %}
}

{% endfor %}
/* -- devices ---------------------------------------------------------------------------------------------------------- */

{% if enables %}
/* Lets the device work and deliver interrupts. */
static R_status enable(R_ref_device *device)
{
    static const struct {
        uint64_t address, ones;
        unsigned width;
    } registers[] = {
{% for one in enables %}
        { UINT64_C({{ one.address }}), UINT64_C({{ one.ones }}), {{ one.width }} }, /* {{ one.name }} */
{% endfor %}
    };
    for (size_t i = 0; i < sizeof registers / sizeof *registers; i++) {
        uint64_t value = 0;
        uint32_t error = N_dev_read_register(device->device, registers[i].address, registers[i].width, &value);
        if (error == R_REF_SUCCESS)
            error = N_dev_write_register(device->device, registers[i].address, registers[i].width, value | registers[i].ones);
        if (error != R_REF_SUCCESS)
            return R_ref_fail(device, (R_status)error, "register %#llx cannot be written", (unsigned long long)registers[i].address);
    }
    return R_REF_SUCCESS;
}
{% else %}
static R_status enable(R_ref_device *device)
{
    (void)device;
    return R_REF_SUCCESS;
}
{% endif %}

static void end(R_ref_device *device)
{
    if (device->device)
        N_dev_destroy(device->device);
    R_ref_heap_end(&device->heap);
    free(device->objects);
{% if not narrow %}
    free(device->words);
    device->words = NULL;
{% endif %}
    device->device = NULL;
    device->objects = NULL;
    device->count = device->room = 0;
    device->open = false;
}

static R_status start(R_ref_device *device)
{
    N_dev_options options;
    memset(&options, 0, sizeof options);
    options.trace_bytes = {{ "R_REF_TRACE_BYTES" if traces else "0" }};
    device->device = N_dev_create(&options);
    if (!device->device || !R_ref_heap_make(&device->heap))
        return R_REF_NO_MEMORY;
{% if narrow %}
    if (!R_ref_heap_take(&device->heap, 8 * R_REF_WORDS, 8, &device->words_at))
        return R_REF_NO_MEMORY;
{% else %}
    device->words = (uint8_t *)calloc(R_REF_WORDS, 8);
    device->words_at = device->words ? N_dev_map(device->device, device->words, 8 * R_REF_WORDS) : 0;
    if (!device->words_at)
        return R_REF_NO_MEMORY;
{% endif %}
    if (!R_ref_make(device, R_REF_DEVICE, NULL))
        return R_REF_NO_MEMORY;
    return enable(device);
}

R_status R_ref_open(uint64_t index, void **handle)
{
    pthread_once(&once, begin);
    if (index >= R_REF_DEVICES)
        return R_REF_BAD_ARGUMENT;
    R_ref_device *device = &devices[index];
    pthread_mutex_lock(&device->lock);
    if (device->open)
        return R_ref_leave(device, R_ref_fail(device, R_REF_NO_RESOURCE, "device %u is open", (unsigned)index));
    device->several = false;
    device->thread = pthread_self();
    device->error = R_REF_SUCCESS;
    device->delivered = 0;
    device->text[0] = 0;
    memset(device->taken, 0, sizeof device->taken);
    R_status error = start(device);
    if (error) {
        end(device);
        return R_ref_leave(device, error);
    }
    device->open = true;
    *handle = R_ref_handle(device, &device->objects[0]);
    return R_ref_leave(device, R_REF_SUCCESS);
}

R_status R_ref_close(R_ref_device *device, R_ref_object *object)
{
    if (object->children)
        return R_ref_fail(device, R_REF_BAD_STATE, "%u objects that were made from it live", (unsigned)object->children);
    end(device);
    return R_REF_SUCCESS;
}

R_status R_ref_reset(R_ref_device *device)
{
    N_dev_reset(device->device);
    device->resets++;
    device->delivered = 0;
    device->error = R_REF_SUCCESS;
    device->text[0] = 0;
    R_status error = enable(device);
{% if queues %}
    for (unsigned i = 0; i < N_DEV_QUEUES && !error; i++)
        if (device->rings[i])
            error = R_ref_start_ring(device, device->objects[device->rings[i]].ring);
    for (uint32_t i = 0; i < device->count; i++)
        memset(device->objects[i].tickets, 0, sizeof device->objects[i].tickets);
{% endif %}
    pthread_cond_broadcast(&device->changed);
    return error;
}

/* Nanoseconds of a number of ticks, rounded down, without overflow below 584 years. */
uint64_t R_ref_time(const R_ref_device *device)
{
    uint64_t ticks = N_dev_time(device->device), second = N_DEV_TICKS_PER_SECOND;
    uint64_t rest = ticks % second;
    return ticks / second * UINT64_C(1000000000) + (uint64_t)((double)rest * 1e9 / (double)second);
}

const char *R_ref_error_text(R_status error)
{
    switch (error) {
{% for error in errors %}
    case {{ error.code }}:
        return {{ error_sentences(error) }};
{% endfor %}
    default:
        return "no error of this interface";
    }
}

R_status R_ref_inject(R_ref_device *device, unsigned kind, uint64_t seed)
{
    uint32_t error = N_dev_inject(device->device, kind, seed % 8, seed);
    return error == R_REF_SUCCESS ? R_REF_SUCCESS : R_ref_fail(device, (R_status)error, "it cannot be injected");
}
{% if traces %}

R_status R_ref_read_trace(R_ref_device *device, void *data, uint64_t size, uint64_t *written)
{
    *written = N_dev_read_trace(device->device, 0, data, size);
    return R_REF_SUCCESS;
}
{% endif %}
