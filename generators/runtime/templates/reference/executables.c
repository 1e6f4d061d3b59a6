/* Executables: files are checked by their reader; their code and constants are put into the device's memory. */
#include "ref.h"

#include <stdio.h>

{% if "buffers" in exe.has %}
enum { NOWHERE, SHARED, ELSEWHERE };

/* Where a buffer lies. */
static int memory_of(uint32_t value)
{
    switch (value) {
{% for value, place in exe.memories %}
    case {{ value }}:
        return {{ place }};
{% endfor %}
    default:
        return NOWHERE;
    }
}

{% endif %}
static uint32_t processor_of(uint32_t value)
{
    switch (value) {
{% for value, number in exe.processors %}
    case {{ value }}:
        return {{ number }};
{% endfor %}
    default:
        return 0;
    }
}

/* -- loading -------------------------------------------------------------------------------------------------------- */

/* Why a file is refused, as an error. */
static R_status refused(R_ref_device *device, const struct E_refusal *refusal)
{
    const char *rule = refusal->rule;
    R_status error = R_REF_BAD_FILE;
    if (!strcmp(rule, "spec") || !strcmp(rule, "variant"))
        error = R_REF_WRONG_SPEC;
    else if (!strcmp(rule, "feature"))
        error = R_REF_MISSING_FEATURE;
    return R_ref_fail(device, error, "byte %llu, %.200s: refused by the rule %s", (unsigned long long)refusal->offset, refusal->path, rule);
}

/* The buffers of the memory plan take one block of the device's memory. */
static R_status take_plan(R_ref_device *device, R_ref_program *program)
{
{% if "buffers" in exe.has %}
    struct E_buffer buffer;
    uint64_t alignment = 1;
    for (uint32_t i = 0; E_get_buffer(&program->file, i, &buffer); i++) {
        if (memory_of(buffer.memory) != SHARED)
            continue;
        if (buffer.offset + buffer.size > program->plan_size)
            program->plan_size = buffer.offset + buffer.size;
        if (buffer.alignment > alignment)
            alignment = buffer.alignment;
    }
    if (program->plan_size && !R_ref_heap_take(&device->heap, program->plan_size, alignment, &program->plan)) {
        program->plan_size = 0;
        return R_ref_fail(device, R_REF_NO_MEMORY, "no room for the memory plan");
    }
{% else %}
    (void)device;
    (void)program;
{% endif %}
    return R_REF_SUCCESS;
}

/* Where every section lies when the program runs: at its own address, or in the buffer that it fills. */
static void addresses_of(const R_ref_program *program, uint64_t *addresses)
{
    struct E_section section;
    for (uint32_t i = 0; E_get_section(&program->file, i, &section); i++)
        addresses[i] = section.placed ? section.address : 0;
{% if "buffers" in exe.has %}
    struct E_buffer buffer;
    for (uint32_t i = 0; E_get_buffer(&program->file, i, &buffer); i++)
        if (buffer.section < program->file.sections && memory_of(buffer.memory) == SHARED)
            addresses[buffer.section] = program->plan + buffer.offset;
{% endif %}
}

/* Puts a section's bytes, with addresses filled in, where launches or programs find them. */
static R_status put(R_ref_device *device, R_ref_program *program, uint32_t i, const struct E_section *section, const uint64_t *addresses)
{
    uint64_t size = 0, address = addresses[i];
    const uint8_t *bytes = E_contents(&program->file, i, &size);
    if (section->kind == E_CODE) {
        R_ref_part *part = &program->parts[program->part_count];
        if (!R_ref_heap_take(&device->heap, size ? size : 1, 1, &part->code))
            return R_ref_fail(device, R_REF_NO_MEMORY, "no room for %llu bytes of code", (unsigned long long)size);
        program->part_count++;
        part->section = i;
        part->processor = processor_of(section->processor);
        part->size = size;
        part->load_address = section->address;
        address = part->code;
    } else if (section->placed) {
        return R_ref_fail(device, R_REF_MISSING_FEATURE, "section %u wants a fixed place in memory", (unsigned)i);
    } else if (!address) {
        return R_REF_SUCCESS;
    }
    uint8_t *copy = (uint8_t *)malloc(size + 1);
    if (!copy)
        return R_ref_fail(device, R_REF_NO_MEMORY, "no memory for section %u", (unsigned)i);
    if (size)
        memcpy(copy, bytes, size);
    uint32_t error = R_REF_SUCCESS;
{% if exe.relocated %}
    struct E_refusal refusal;
    if (!E_relocate(&program->file, i, addresses, copy, &refusal)) {
        free(copy);
        return refused(device, &refusal);
    }
{% endif %}
    if (size)
        error = N_dev_write(device->device, N_DEV_DEFAULT_MEMORY, address, copy, size);
    free(copy);
    if (error != (uint32_t)R_REF_SUCCESS)
        return R_ref_fail(device, R_REF_DEVICE_LOST, "section %u: the device answered %u", (unsigned)i, (unsigned)error);
    return R_REF_SUCCESS;
}

static R_status place(R_ref_device *device, R_ref_program *program)
{
    uint32_t count = program->file.sections;
    struct E_section section;
    R_status error = R_REF_SUCCESS;
    uint64_t *addresses = (uint64_t *)calloc(count + 1, sizeof *addresses);
    program->parts = (R_ref_part *)calloc(count + 1, sizeof *program->parts);
    if (!addresses || !program->parts) {
        free(addresses);
        return R_ref_fail(device, R_REF_NO_MEMORY, "no memory for %u sections", (unsigned)count);
    }
    addresses_of(program, addresses);
    for (uint32_t i = 0; !error && E_get_section(&program->file, i, &section); i++)
        if (section.kind == E_CODE{{ " || section.kind == E_DATA" if "data" in exe.has }})
            error = put(device, program, i, &section, addresses);
    free(addresses);
    return error;
}

static void drop(R_ref_device *device, R_ref_program *program)
{
    for (uint32_t i = 0; i < program->part_count; i++)
        R_ref_heap_give(&device->heap, program->parts[i].code);
    if (program->plan_size)
        R_ref_heap_give(&device->heap, program->plan);
    free(program->parts);
    free(program->bytes);
    free(program);
}

R_status R_ref_load(R_ref_device *device, const void *data, uint64_t size, void **handle)
{
    struct E_refusal refusal;
    memset(&refusal, 0, sizeof refusal);
    R_ref_program *program = (R_ref_program *)calloc(1, sizeof *program);
    if (!program)
        return R_ref_fail(device, R_REF_NO_MEMORY, "no memory for an executable");
    /* The file is looked at where it is and copied when it is known to be one: what it says of its size is true then. */
    if (!E_open(data, size, 0, &program->file, &refusal)) {
        free(program);
        return refused(device, &refusal);
    }
    program->bytes = (uint8_t *)malloc(size);
    R_status error = program->bytes ? R_REF_SUCCESS : R_ref_fail(device, R_REF_NO_MEMORY, "no memory for %llu bytes", (unsigned long long)size);
    if (!error) {
        memcpy(program->bytes, data, size);
        program->file.bytes = program->bytes;
        error = take_plan(device, program);
    }
    if (!error)
        error = place(device, program);
    R_ref_object *made = error ? NULL : R_ref_make(device, R_REF_EXECUTABLE, &device->objects[0]);
    if (!made) {
        drop(device, program);
        return error ? error : R_ref_fail(device, R_REF_NO_MEMORY, "too many objects");
    }
    made->program = program;
    *handle = R_ref_handle(device, made);
    return R_REF_SUCCESS;
}

R_status R_ref_unload(R_ref_device *device, R_ref_object *executable)
{
    uint32_t parent = (uint32_t)(executable - device->objects);
    if (R_ref_in_use(device, executable))
        return R_ref_fail(device, R_REF_BUSY, "a launch of it has not ended");
    for (uint32_t i = 1; i < device->count; i++)
        if (device->objects[i].kind == R_REF_ENTRY && device->objects[i].parent == parent)
            R_ref_end(device, &device->objects[i]);
    drop(device, executable->program);
    R_ref_end(device, executable);
    return R_REF_SUCCESS;
}

/* -- entries ---------------------------------------------------------------------------------------------------------- */

R_status R_ref_entry(R_ref_device *device, R_ref_object *executable, const char *name, void **handle)
{
    uint32_t parent = (uint32_t)(executable - device->objects), found = E_find(&executable->program->file, name);
    struct E_entry entry;
    if (!E_get_entry(&executable->program->file, found, &entry))
        return R_ref_fail(device, R_REF_NO_RESOURCE, "no entry point is called %.100s", name);
    for (uint32_t i = 1; i < device->count; i++) {
        const R_ref_object *other = &device->objects[i];
        if (other->kind == R_REF_ENTRY && other->parent == parent && other->entry == found) {
            *handle = R_ref_handle(device, other);
            return R_REF_SUCCESS;
        }
    }
    R_ref_object *made = R_ref_make(device, R_REF_ENTRY, executable);
    if (!made)
        return R_ref_fail(device, R_REF_NO_MEMORY, "too many objects");
    made->entry = found;
    *handle = R_ref_handle(device, made);
    return R_REF_SUCCESS;
}
{% if launch %}

bool R_ref_starts(const R_ref_program *program, uint32_t entry, uint32_t part, R_ref_start *start)
{
    const R_ref_part *one = &program->parts[part];
    struct E_entry wanted, other;
    if (!E_get_entry(&program->file, entry, &wanted))
        return false;
    for (uint32_t i = 0; E_get_entry(&program->file, i, &other); i++) {
        if (other.section != one->section || strcmp(other.name, wanted.name) != 0)
            continue;
        start->code = one->code;
        start->size = one->size;
        start->load_address = one->load_address;
        start->entry = (one->load_address + other.offset) / {{ exe.counter_unit }};
        start->processor = one->processor;
        return true;
    }
    return false;
}

R_ref_object *R_ref_buffer_at(R_ref_device *device, uint64_t address)
{
    for (uint32_t i = 1; i < device->count; i++) {
        R_ref_object *one = &device->objects[i];
        if (one->kind == R_REF_BUFFER && address >= one->address && address - one->address < one->size)
            return one;
    }
    return NULL;
}

{% if "arguments" in exe.has %}
/* Writes one argument into the block, if it is what the kernel declares. */
static R_status put_argument(R_ref_device *device, const struct E_argument *declared, unsigned long long number, const R_ref_argument *given,
                             uint8_t *block, uint64_t room)
{
    uint64_t bytes = (declared->element_bits + 7) / 8;
    if ((declared->rank == 0) == given->buffer)
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "argument %llu, %.100s, is a %s", number, declared->name, declared->rank ? "buffer" : "number");
    for (uint32_t i = 0; i < declared->rank; i++)
        bytes = declared->extents[i] && bytes > UINT64_MAX / declared->extents[i] ? UINT64_MAX : bytes * declared->extents[i];
    if (given->buffer) {
        const R_ref_object *buffer = R_ref_buffer_at(device, given->value);
        if (!buffer)
            return R_ref_fail(device, R_REF_BAD_ARGUMENT, "argument %llu, %.100s: no buffer is at %#llx", number, declared->name,
                              (unsigned long long)given->value);
        if (declared->element_bits % 8 == 0 && bytes > buffer->address + buffer->size - given->value)
            return R_ref_fail(device, R_REF_BAD_ARGUMENT, "argument %llu, %.100s, takes %llu bytes, and its buffer has %llu from there on", number,
                              declared->name, (unsigned long long)bytes, (unsigned long long)(buffer->address + buffer->size - given->value));
        if (declared->alignment && given->value % declared->alignment)
            return R_ref_fail(device, R_REF_BAD_ARGUMENT, "argument %llu, %.100s, is no multiple of %llu", number, declared->name,
                              (unsigned long long)declared->alignment);
    }
    if (!E_put_argument(declared, given->value, block, room))
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "argument %llu, %.100s, leaves the argument block", number, declared->name);
    return R_REF_SUCCESS;
}

{% endif %}
R_status R_ref_arguments(R_ref_device *device, const R_ref_program *program, uint32_t entry, const R_ref_argument *arguments, uint64_t count,
                         uint8_t *block, uint64_t room, uint64_t *size)
{
    uint64_t wanted = 0;
    *size = 0;
    memset(block, 0, room);
{% if "arguments" in exe.has %}
    struct E_entry one;
    struct E_argument declared;
    if (!E_get_entry(&program->file, entry, &one))
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "the entry point is not there");
    wanted = one.argument_count;
    for (uint32_t i = 0; i < wanted && i < count && E_get_argument(&program->file, one.first_argument + i, &declared); i++) {
        R_status error = put_argument(device, &declared, i, &arguments[i], block, room);
        if (error)
            return error;
        if (declared.offset + declared.size > *size)
            *size = declared.offset + declared.size;
    }
{% else %}
    (void)program;
    (void)entry;
    (void)arguments;
{% endif %}
    if (count != wanted)
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "the kernel has %llu arguments, not %llu", (unsigned long long)wanted,
                          (unsigned long long)count);
    return R_REF_SUCCESS;
}
{% endif %}
