/* Executables: what a file says is checked, its code and constants are put into the device's memory. */
#include "ref.h"

#include <stdio.h>

#define BIG {{ exe.big }}

/* Where the values of a file's structures lie. */
{% for place in exe.places %}
static const R_ref_place {{ place.name }} = { {{ place.offset }}, {{ place.bytes }}, {{ place.low }}, {{ place.bits }} };
{% endfor %}

enum {
    HEADER = {{ exe.header_size }},
    ROW = {{ exe.table_size }}, /* of the table of sections */
{% for name, size in exe.sizes %}
    {{ name }}_BYTES = {{ size }},
{% endfor %}
    NONE = 0, SHARED = 1, ELSEWHERE = 2 /* where a section lies */
};

/* -- sections ------------------------------------------------------------------------------------------------------- */

static const uint8_t *row_of(const R_ref_program *program, uint64_t section)
{
    return program->file + R_ref_get(program->file, HEADER_SECTIONS, BIG) + section * ROW;
}

static uint64_t section_count(const R_ref_program *program)
{
    return R_ref_get(program->file, HEADER_SECTION_COUNT, BIG);
}

/* The bytes of a section. */
static const uint8_t *bytes_of(const R_ref_program *program, uint64_t section, uint64_t *size)
{
    const uint8_t *row = row_of(program, section);
    *size = R_ref_get(row, TABLE_SIZE, BIG);
    return program->file + R_ref_get(row, TABLE_OFFSET, BIG);
}

/* The entries of the section of a kind, and how many there are. */
static const uint8_t *entries_of(const R_ref_program *program, uint64_t kind, uint64_t entry, uint64_t *count)
{
    for (uint64_t i = 0; i < section_count(program); i++)
        if (R_ref_get(row_of(program, i), TABLE_KIND, BIG) == kind) {
            const uint8_t *found = bytes_of(program, i, count);
            *count /= entry;
            return found;
        }
    *count = 0;
    return program->file;
}

/* The text at an offset of the strings; empty where there is none. */
static const char *string_at(const R_ref_program *program, uint64_t offset)
{
    uint64_t size;
    const uint8_t *strings = entries_of(program, {{ exe.kinds.strings or 0 }}, 1, &size);
    return offset < size && memchr(strings + offset, 0, size - offset) ? (const char *)strings + offset : "";
}

/* The name that a member of an entry gives: an offset in the strings, or text. */
static bool named(const R_ref_program *program, const uint8_t *entry, R_ref_place place, unsigned text, const char *name)
{
    if (text)
        return strlen(name) <= text && !strncmp((const char *)entry + place.offset, name, text);
    return !strcmp(string_at(program, R_ref_get(entry, place, BIG)), name);
}

static int memory_of(uint64_t value)
{
    switch (value) {
{% for value, place in exe.memories %}
    case {{ value }}:
        return {{ place }};
{% endfor %}
    default:
        return NONE;
    }
}

static uint32_t processor_of(uint64_t value)
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

/* Whether a file is one of this format and for this device. */
static R_status suits(R_ref_device *device, const uint8_t *file, uint64_t size)
{
    static const uint8_t magic[] = { {{ exe.magic }} }, hash[] = { {{ exe.hash }} };
    if (size < HEADER || memcmp(file + HEADER_MAGIC.offset, magic, sizeof magic))
        return R_ref_fail(device, R_REF_BAD_FILE, "the file does not begin with the magic bytes of an executable");
    if (R_ref_get(file, HEADER_VERSION_MAJOR, BIG) != {{ exe.major }} || R_ref_get(file, HEADER_VERSION_MINOR, BIG) > {{ exe.minor }})
        return R_ref_fail(device, R_REF_BAD_FILE, "version %u.%u of the format, not {{ exe.major }}.{{ exe.minor }}",
                          (unsigned)R_ref_get(file, HEADER_VERSION_MAJOR, BIG), (unsigned)R_ref_get(file, HEADER_VERSION_MINOR, BIG));
    uint64_t table = R_ref_get(file, HEADER_SECTIONS, BIG), count = R_ref_get(file, HEADER_SECTION_COUNT, BIG);
    if (R_ref_get(file, HEADER_FILE_SIZE, BIG) != size)
        return R_ref_fail(device, R_REF_BAD_FILE, "the file has %llu bytes, and says %llu", (unsigned long long)size,
                          (unsigned long long)R_ref_get(file, HEADER_FILE_SIZE, BIG));
    if (table > size || count > {{ exe.most_sections }} || (size - table) / ROW < count)
        return R_ref_fail(device, R_REF_BAD_FILE, "its table of sections leaves the file");
    for (uint64_t i = 0; i < count; i++) {
        const uint8_t *row = file + table + i * ROW;
        uint64_t offset = R_ref_get(row, TABLE_OFFSET, BIG), bytes = R_ref_get(row, TABLE_SIZE, BIG);
        if (offset > size || bytes > size - offset)
            return R_ref_fail(device, R_REF_BAD_FILE, "section %u leaves the file", (unsigned)i);
    }
    if (memcmp(file + HEADER_SPEC_HASH.offset, hash, {{ exe.hash_bytes }}))
        return R_ref_fail(device, R_REF_WRONG_SPEC, "made for the encodings %02x%02x%02x%02x..., and this device has {{ exe.hash_text }}...",
                          file[HEADER_SPEC_HASH.offset], file[HEADER_SPEC_HASH.offset + 1], file[HEADER_SPEC_HASH.offset + 2],
                          file[HEADER_SPEC_HASH.offset + 3]);
    return R_REF_SUCCESS;
}

/* Whether this runtime has all features that a file requires. */
static R_status has_features(R_ref_device *device, const R_ref_program *program)
{
{% if "features" in exe.kinds %}
    static const char *const known[] = { {% for one in exe.features %}"{{ one }}", {% endfor %}NULL };
    uint64_t count;
    const uint8_t *entry = entries_of(program, {{ exe.kinds.features }}, FEATURES_BYTES, &count);
    for (; count--; entry += FEATURES_BYTES) {
        if (FEATURES_REQUIRED.bytes && !R_ref_get(entry, FEATURES_REQUIRED, BIG))
            continue;
        size_t i = 0;
        while (known[i] && !named(program, entry, FEATURES_NAME, {{ exe.text.features_name }}, known[i]))
            i++;
        if (!known[i])
            return R_ref_fail(device, R_REF_MISSING_FEATURE, "it requires the feature %s",
                              {{ exe.text.features_name }} ? "it names" : string_at(program, R_ref_get(entry, FEATURES_NAME, BIG)));
    }
{% else %}
    (void)device;
    (void)program;
{% endif %}
    return R_REF_SUCCESS;
}

/* The buffers of the memory plan take one block of the device's memory. */
static R_status take_plan(R_ref_device *device, R_ref_program *program)
{
{% if "buffers" in exe.kinds %}
    uint64_t count, alignment = 1;
    const uint8_t *entry = entries_of(program, {{ exe.kinds.buffers }}, BUFFERS_BYTES, &count);
    for (; count--; entry += BUFFERS_BYTES) {
        uint64_t end = R_ref_get(entry, BUFFERS_OFFSET, BIG) + R_ref_get(entry, BUFFERS_SIZE, BIG);
        if (memory_of(R_ref_get(entry, BUFFERS_MEMORY, BIG)) != SHARED)
            continue;
        if (end > program->plan_size)
            program->plan_size = end;
        if (R_ref_get(entry, BUFFERS_ALIGNMENT, BIG) > alignment)
            alignment = R_ref_get(entry, BUFFERS_ALIGNMENT, BIG);
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

/* Where a section lies when the program runs; false where nowhere. */
static bool address_of(const R_ref_program *program, uint64_t section, uint64_t *address)
{
    const uint8_t *row = row_of(program, section);
    if (memory_of(R_ref_get(row, TABLE_MEMORY, BIG)) != NONE) {
        *address = R_ref_get(row, TABLE_ADDRESS, BIG);
        return true;
    }
{% if "buffers" in exe.kinds %}
    uint64_t count;
    const uint8_t *entry = entries_of(program, {{ exe.kinds.buffers }}, BUFFERS_BYTES, &count);
    for (; count--; entry += BUFFERS_BYTES)
        if (BUFFERS_SECTION.bytes && R_ref_get(entry, BUFFERS_SECTION, BIG) == section) {
            *address = program->plan + R_ref_get(entry, BUFFERS_OFFSET, BIG);
            return true;
        }
{% endif %}
    return false;
}

{% if exe.relocations %}
__extension__ typedef __int128 wide;

{% if "floor_" in exe.patches %}
static wide floor_quotient(wide a, wide b)
{
    return a / b - (a % b < 0);
}

{% endif %}
{% if "floor_rest" in exe.patches %}
static wide floor_rest(wide a, wide b)
{
    return a - b * floor_quotient(a, b);
}

{% endif %}
{% if "set_bits" in exe.patches %}
/* Writes the low bits of a value into an instruction. */
static void set_bits(uint8_t *word, unsigned size, bool big, unsigned low, unsigned width, uint64_t value)
{
    for (unsigned i = 0; i < width; i++) {
        unsigned bit = low + i, byte = big ? size - 1 - bit / 8 : bit / 8;
        word[byte] = (uint8_t)((word[byte] & ~(1u << bit % 8)) | (unsigned)(value >> i & 1) << bit % 8);
    }
}

{% endif %}
/* Fills in an address of a relocation's kind; false where it does not fit. */
static bool patch(uint64_t kind, uint8_t *at, uint64_t address, uint64_t place)
{
    wide value = address, here = place, held;
    (void)value;
    (void)here;
    switch (kind) {
{% for one in exe.relocations %}
    case {{ one.code }}: /* {{ one.name }} */
{% for line in one.lines %}
        {{ line }}
{% endfor %}
        return true;
{% endfor %}
    default:
        return false;
    }
}

/* The bytes that a kind of relocation changes. */
static uint64_t patched(uint64_t kind)
{
    switch (kind) {
{% for one in exe.relocations %}
    case {{ one.code }}:
        return {{ one.size }};
{% endfor %}
    default:
        return 0;
    }
}

/* Fills in the addresses that depend on where sections lie, in the copy of the file. */
static R_status relocate(R_ref_device *device, R_ref_program *program)
{
    uint64_t count, symbols, size;
    const uint8_t *entry = entries_of(program, {{ exe.kinds.relocations }}, RELOCATIONS_BYTES, &count);
    const uint8_t *table = entries_of(program, {{ exe.kinds.symbols }}, SYMBOLS_BYTES, &symbols);
    for (; count--; entry += RELOCATIONS_BYTES) {
        uint64_t section = R_ref_get(entry, RELOCATIONS_SECTION, BIG), number = R_ref_get(entry, RELOCATIONS_SYMBOL, BIG);
        uint64_t offset = R_ref_get(entry, RELOCATIONS_OFFSET, BIG), here = 0, base = 0;
        if (section >= section_count(program) || number >= symbols || !address_of(program, section, &here))
            return R_ref_fail(device, R_REF_BAD_FILE, "a relocation of what is not there");
        const uint8_t *symbol = table + number * SYMBOLS_BYTES;
        uint64_t of = R_ref_get(symbol, SYMBOLS_SECTION, BIG), all = SYMBOLS_SECTION.bits < 64 ? (UINT64_C(1) << SYMBOLS_SECTION.bits) - 1 : UINT64_MAX;
        if (of != all && (of >= section_count(program) || !address_of(program, of, &base)))
            return R_ref_fail(device, R_REF_BAD_FILE, "a relocation to what has no address");
        uint8_t *bytes = program->file + (bytes_of(program, section, &size) - program->file);
        if (offset > size || size - offset < patched(R_ref_get(entry, RELOCATIONS_KIND, BIG)))
            return R_ref_fail(device, R_REF_BAD_FILE, "a relocation leaves its section");
        uint64_t to = base + R_ref_get(symbol, SYMBOLS_VALUE, BIG) + R_ref_get(entry, RELOCATIONS_ADDEND, BIG);
        if (!patch(R_ref_get(entry, RELOCATIONS_KIND, BIG), bytes + offset, to, here + offset))
            return R_ref_fail(device, R_REF_BAD_FILE, "%#llx does not fit where it belongs", (unsigned long long)to);
    }
    return R_REF_SUCCESS;
}
{% endif %}

/* Puts code where launches find it, and constants where programs do. */
static R_status place(R_ref_device *device, R_ref_program *program)
{
    uint64_t count = section_count(program), size, address;
    program->parts = (R_ref_part *)calloc(count + 1, sizeof *program->parts);
    if (!program->parts)
        return R_ref_fail(device, R_REF_NO_MEMORY, "no memory for its sections");
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *row = row_of(program, i), *bytes = bytes_of(program, i, &size);
        uint64_t kind = R_ref_get(row, TABLE_KIND, BIG);
        if (!size || (kind != {{ exe.kinds.code }} && kind != {{ exe.kinds.data or exe.kinds.code }}))
            continue;
        if (kind == {{ exe.kinds.code }}) {
            R_ref_part *part = &program->parts[program->part_count];
            if (!R_ref_heap_take(&device->heap, size, 1, &part->code))
                return R_ref_fail(device, R_REF_NO_MEMORY, "no room for %llu bytes of code", (unsigned long long)size);
            program->part_count++;
            part->section = i;
            part->processor = processor_of(R_ref_get(row, TABLE_PROCESSOR, BIG));
            part->size = size;
            part->load_address = R_ref_get(row, TABLE_ADDRESS, BIG);
            address = part->code;
        } else if (memory_of(R_ref_get(row, TABLE_MEMORY, BIG)) != NONE) {
            return R_ref_fail(device, R_REF_MISSING_FEATURE, "section %u wants a fixed place in memory", (unsigned)i);
        } else if (!address_of(program, i, &address)) {
            continue;
        }
        uint32_t error = N_dev_write(device->device, N_DEV_DEFAULT_MEMORY, address, bytes, size);
        if (error != (uint32_t)R_REF_SUCCESS)
            return R_ref_fail(device, R_REF_DEVICE_LOST, "section %u: the device answered %u", (unsigned)i, (unsigned)error);
    }
    return R_REF_SUCCESS;
}

static void drop(R_ref_device *device, R_ref_program *program)
{
    for (uint32_t i = 0; i < program->part_count; i++)
        R_ref_heap_give(&device->heap, program->parts[i].code);
    if (program->plan_size)
        R_ref_heap_give(&device->heap, program->plan);
    free(program->parts);
    free(program->file);
    free(program);
}

R_status R_ref_load(R_ref_device *device, const void *data, uint64_t size, void **handle)
{
    R_status error = suits(device, (const uint8_t *)data, size);
    if (error)
        return error;
    R_ref_program *program = (R_ref_program *)calloc(1, sizeof *program);
    uint8_t *file = (uint8_t *)malloc(size);
    if (!program || !file) {
        free(program);
        free(file);
        return R_ref_fail(device, R_REF_NO_MEMORY, "no memory for a file of %llu bytes", (unsigned long long)size);
    }
    program->file = (uint8_t *)memcpy(file, data, size);
    program->file_size = size;
    error = has_features(device, program);
    if (!error)
        error = take_plan(device, program);
{% if exe.relocations %}
    if (!error)
        error = relocate(device, program);
{% endif %}
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
    uint32_t place = (uint32_t)(executable - device->objects);
    if (R_ref_in_use(device, executable))
        return R_ref_fail(device, R_REF_BUSY, "a launch of it has not ended");
    for (uint32_t i = 1; i < device->count; i++)
        if (device->objects[i].kind == R_REF_ENTRY && device->objects[i].parent == place)
            R_ref_end(device, &device->objects[i]);
    drop(device, executable->program);
    R_ref_end(device, executable);
    return R_REF_SUCCESS;
}

/* -- entries ---------------------------------------------------------------------------------------------------------- */

static const uint8_t *entry_at(const R_ref_program *program, uint64_t entry)
{
    uint64_t count;
    return entries_of(program, {{ exe.kinds.entries }}, ENTRIES_BYTES, &count) + entry * ENTRIES_BYTES;
}

R_status R_ref_entry(R_ref_device *device, R_ref_object *executable, const char *name, void **handle)
{
    uint64_t count;
    uint32_t parent = (uint32_t)(executable - device->objects), found = 0;
    const R_ref_program *program = executable->program;
    const uint8_t *entry = entries_of(program, {{ exe.kinds.entries }}, ENTRIES_BYTES, &count);
    while (found < count && !named(program, entry + found * ENTRIES_BYTES, ENTRIES_NAME, {{ exe.text.entries_name }}, name))
        found++;
    if (found == count)
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

/* Whether two entry points have one name: they are one kernel then, on several processors. */
static bool same_name(const R_ref_program *program, const uint8_t *a, const uint8_t *b)
{
{% if exe.text.entries_name %}
    (void)program;
    return !memcmp(a + ENTRIES_NAME.offset, b + ENTRIES_NAME.offset, {{ exe.text.entries_name }});
{% else %}
    return !strcmp(string_at(program, R_ref_get(a, ENTRIES_NAME, BIG)), string_at(program, R_ref_get(b, ENTRIES_NAME, BIG)));
{% endif %}
}

bool R_ref_starts(const R_ref_program *program, uint32_t entry, uint32_t part, R_ref_start *start)
{
    uint64_t count;
    const uint8_t *entries = entries_of(program, {{ exe.kinds.entries }}, ENTRIES_BYTES, &count), *wanted = entry_at(program, entry);
    const R_ref_part *one = &program->parts[part];
    for (; count--; entries += ENTRIES_BYTES) {
        if (R_ref_get(entries, ENTRIES_SECTION, BIG) != one->section || !same_name(program, entries, wanted))
            continue;
        start->code = one->code;
        start->size = one->size;
        start->load_address = one->load_address;
        start->entry = (one->load_address + R_ref_get(entries, ENTRIES_OFFSET, BIG)) / {{ exe.counter_unit }};
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

/* Writes a value into the block, as words of the kernel's order. */
static void write_argument(uint8_t *block, uint64_t size, uint64_t value)
{
    uint64_t word = size < {{ exe.word }} ? size : {{ exe.word }};
    for (uint64_t i = 0; i < size; i += word) {
        uint64_t at = {{ "size - word - i" if exe.high_first else "i" }};
        R_ref_set_word(block + at, (unsigned)word, {{ exe.block_big }}, value >> 8 * i);
    }
}

R_status R_ref_arguments(R_ref_device *device, const R_ref_program *program, uint32_t entry, const R_ref_argument *arguments, uint64_t count,
                        uint8_t *block, uint64_t room, uint64_t *size)
{
    uint64_t wanted = 0;
    *size = 0;
    memset(block, 0, room);
{% if "arguments" in exe.kinds %}
    const uint8_t *one = entry_at(program, entry);
    uint64_t all, first = R_ref_get(one, ENTRIES_FIRST_ARGUMENT, BIG);
    wanted = R_ref_get(one, ENTRIES_ARGUMENT_COUNT, BIG);
    const uint8_t *described = entries_of(program, {{ exe.kinds.arguments }}, ARGUMENTS_BYTES, &all);
    if (first > all || wanted > all - first)
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "the executable has not all arguments");
    described += first * ARGUMENTS_BYTES;
    for (uint64_t i = 0; i < wanted && i < count; i++, described += ARGUMENTS_BYTES) {
        bool number = R_ref_get(described, ARGUMENTS_RANK, BIG) == 0;
        uint64_t at = ARGUMENTS_OFFSET.bytes ? R_ref_get(described, ARGUMENTS_OFFSET, BIG) : 8 * i;
        uint64_t bytes = ARGUMENTS_SIZE.bytes ? R_ref_get(described, ARGUMENTS_SIZE, BIG) : 8;
        if (number == arguments[i].buffer)
            return R_ref_fail(device, R_REF_BAD_ARGUMENT, "argument %llu is %s", (unsigned long long)i, number ? "a number" : "a buffer");
        if (!number && !R_ref_buffer_at(device, arguments[i].value))
            return R_ref_fail(device, R_REF_BAD_ARGUMENT, "argument %llu: no buffer is at %#llx", (unsigned long long)i,
                              (unsigned long long)arguments[i].value);
        if (bytes > 8 || at > room || bytes > room - at)
            return R_ref_fail(device, R_REF_BAD_ARGUMENT, "argument %llu leaves the argument block", (unsigned long long)i);
        write_argument(block + at, bytes, arguments[i].value);
        if (at + bytes > *size)
            *size = at + bytes;
    }
{% else %}
    (void)program;
    (void)entry;
{% endif %}
    if (count != wanted)
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "the kernel has %llu arguments, not %llu", (unsigned long long)wanted,
                          (unsigned long long)count);
    return R_REF_SUCCESS;
}
{% endif %}
