/* Buffers and semaphores. */
#include "ref.h"

/* What the device answered, as an error of the caller's call. */
static R_status answered(R_ref_device *device, uint32_t error, const char *what)
{
    return error == (uint32_t)R_REF_SUCCESS ? R_REF_SUCCESS : R_ref_fail(device, R_REF_DEVICE_LOST, "%s: the device answered %u", what, (unsigned)error);
}

static bool inside(const R_ref_object *buffer, uint64_t offset, uint64_t size)
{
    return offset <= buffer->size && size <= buffer->size - offset;
}

/* Why an object cannot be ended now, if that is so. */
static R_status kept(R_ref_device *device, const R_ref_object *object)
{
    if (object->children)
        return R_ref_fail(device, R_REF_BAD_STATE, "%u objects that were made from it live", (unsigned)object->children);
    if (object->waiting)
        return R_ref_fail(device, R_REF_BUSY, "%u threads wait for it", (unsigned)object->waiting);
    if (R_ref_in_use(device, object))
        return R_ref_fail(device, R_REF_BUSY, "a packet that has not ended uses it");
    return R_REF_SUCCESS;
}

bool R_ref_in_use(R_ref_device *device, const R_ref_object *object)
{
{% if queues %}
    for (unsigned i = 0; i < N_DEV_QUEUES; i++)
        if (object->tickets[i] && device->rings[i]) {
            R_ref_ring *ring = device->objects[device->rings[i]].ring;
            if (R_ref_ended(device, ring) < object->tickets[i] && !R_ref_stopped(device, ring))
                return true;
        }
{% else %}
    (void)device;
    (void)object;
{% endif %}
    return false;
}

R_status R_ref_allocate(R_ref_device *device, uint64_t size, uint64_t alignment, void **handle)
{
    uint64_t address;
    if (!size)
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "a buffer of no bytes");
    if (alignment & (alignment - 1))
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "an alignment of %llu, which is no power of two", (unsigned long long)alignment);
    if (!R_ref_heap_take(&device->heap, size, alignment, &address))
        return R_ref_fail(device, R_REF_NO_MEMORY, "no room for %llu bytes", (unsigned long long)size);
    R_ref_object *made = R_ref_make(device, R_REF_BUFFER, &device->objects[0]);
    if (!made) {
        R_ref_heap_give(&device->heap, address);
        return R_ref_fail(device, R_REF_NO_MEMORY, "too many objects");
    }
    made->address = address;
    made->size = size;
    *handle = R_ref_handle(device, made);
    return R_REF_SUCCESS;
}

R_status R_ref_free(R_ref_device *device, R_ref_object *buffer)
{
    R_status error = kept(device, buffer);
    if (!error && buffer->mapped)
        error = R_ref_fail(device, R_REF_BAD_STATE, "the buffer is mapped");
    if (error)
        return error;
    R_ref_heap_give(&device->heap, buffer->address);
    R_ref_end(device, buffer);
    return R_REF_SUCCESS;
}

R_status R_ref_map(R_ref_device *device, R_ref_object *buffer, void **pointer)
{
    if (buffer->mapped)
        return R_ref_fail(device, R_REF_BAD_STATE, "the buffer is mapped");
    uint8_t *bytes = (uint8_t *)malloc(buffer->size);
    if (!bytes)
        return R_ref_fail(device, R_REF_NO_MEMORY, "no room for %llu bytes on the host", (unsigned long long)buffer->size);
    uint32_t error = N_dev_read(device->device, N_DEV_DEFAULT_MEMORY, buffer->address, bytes, buffer->size);
    if (error != (uint32_t)R_REF_SUCCESS) {
        free(bytes);
        return answered(device, error, "map");
    }
    buffer->mapped = bytes;
    *pointer = bytes;
    return R_REF_SUCCESS;
}

R_status R_ref_unmap(R_ref_device *device, R_ref_object *buffer)
{
    if (!buffer->mapped)
        return R_ref_fail(device, R_REF_BAD_STATE, "the buffer is not mapped");
    uint32_t error = N_dev_write(device->device, N_DEV_DEFAULT_MEMORY, buffer->address, buffer->mapped, buffer->size);
    free(buffer->mapped);
    buffer->mapped = NULL;
    return answered(device, error, "unmap");
}

R_status R_ref_copy_in(R_ref_device *device, R_ref_object *buffer, uint64_t offset, const void *data, uint64_t size)
{
    if (!inside(buffer, offset, size))
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "bytes %llu and %llu on are not in a buffer of %llu", (unsigned long long)offset,
                          (unsigned long long)size, (unsigned long long)buffer->size);
    if (!size)
        return R_REF_SUCCESS;
    return answered(device, N_dev_write(device->device, N_DEV_DEFAULT_MEMORY, buffer->address + offset, data, size), "copy in");
}

R_status R_ref_copy_out(R_ref_device *device, R_ref_object *buffer, uint64_t offset, void *data, uint64_t size)
{
    if (!inside(buffer, offset, size))
        return R_ref_fail(device, R_REF_BAD_ARGUMENT, "bytes %llu and %llu on are not in a buffer of %llu", (unsigned long long)offset,
                          (unsigned long long)size, (unsigned long long)buffer->size);
    if (!size)
        return R_REF_SUCCESS;
    return answered(device, N_dev_read(device->device, N_DEV_DEFAULT_MEMORY, buffer->address + offset, data, size), "copy out");
}

/* -- semaphores ----------------------------------------------------------------------------------------------------- */

R_status R_ref_create_semaphore(R_ref_device *device, uint64_t initial, void **handle)
{
    uint32_t word;
    if (!R_ref_take_word(device, initial, &word))
        return R_ref_fail(device, R_REF_NO_MEMORY, "all signals are in use");
    R_ref_object *made = R_ref_make(device, R_REF_SEMAPHORE, &device->objects[0]);
    if (!made) {
        device->taken[word] = false;
        return R_ref_fail(device, R_REF_NO_MEMORY, "too many objects");
    }
    made->word = word;
    *handle = R_ref_handle(device, made);
    return R_REF_SUCCESS;
}

R_status R_ref_destroy_semaphore(R_ref_device *device, R_ref_object *semaphore)
{
    R_status error = kept(device, semaphore);
    if (error)
        return error;
    device->taken[semaphore->word] = false;
    R_ref_end(device, semaphore);
    return R_REF_SUCCESS;
}

R_status R_ref_signal(R_ref_device *device, R_ref_object *semaphore, uint64_t value)
{
    if (R_ref_get_word(device, semaphore->word) < value)
        R_ref_put_word(device, semaphore->word, value);
    pthread_cond_broadcast(&device->changed);
    return R_REF_SUCCESS;
}
