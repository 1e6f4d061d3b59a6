/* Two attention layers on a Basalt device: o = attention(q, k, v), then p = attention(o, k, v).
 *
 *   attention attention.bex q.bin k.bin v.bin o.bin p.bin trace.bin
 *
 * Inputs and results are bf16 [8, 128, 64], a head for each tile. The layers are launched out of two queues: the second one
 * waits for a semaphore that the first one raises. The trace of both is written as the device gives it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "basalt.h"

enum { TENSOR = 8 * 128 * 64 * 2, QUEUE = 64 };
static const uint64_t SECOND = UINT64_C(1000000000);

/* The first error ends the program; it says what went wrong, and what to do. */
static void check(basalt_device device, basalt_status status, const char *what)
{
    const char *meaning = "", *details = "";
    basalt_status last;
    if (status == BASALT_ERROR_OK)
        return;
    basalt_error_text(status, &meaning);
    if (device)
        basalt_last_error(device, &last, &details);
    fprintf(stderr, "%s: error %d: %s\n%s\n", what, (int)status, meaning, details);
    exit(1);
}

static void *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t used = 0, room = 0;
    while (file && !feof(file)) {
        if (used == room) {
            room = room ? 2 * room : 1 << 16;
            bytes = (char *)realloc(bytes, room);
            if (!bytes)
                exit(1);
        }
        used += fread(bytes + used, 1, room - used, file);
    }
    if (!file || ferror(file)) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    fclose(file);
    *size = used;
    return bytes;
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) {
        fprintf(stderr, "%s cannot be written\n", path);
        exit(1);
    }
}

/* A buffer for one tensor, with the contents of a file unless that is null. */
static basalt_buffer tensor(basalt_device device, const char *path)
{
    basalt_buffer buffer;
    check(device, basalt_buffer_allocate(device, TENSOR, 0, &buffer), "allocate");
    if (path) {
        size_t size;
        void *bytes = read_file(path, &size);
        if (size != TENSOR) {
            fprintf(stderr, "%s has %zu bytes, not %d\n", path, size, TENSOR);
            exit(1);
        }
        check(device, basalt_copy_in(buffer, 0, bytes, size), path);
        free(bytes);
    }
    return buffer;
}

static void launch(basalt_device device, basalt_queue queue, basalt_kernel kernel, basalt_buffer q, basalt_buffer k, basalt_buffer v,
                   basalt_buffer o)
{
    const basalt_buffer buffers[] = { q, k, v, o };
    basalt_argument_t arguments[4] = { { BASALT_ARGUMENT_KIND_BUFFER, 0, 0 } };
    for (int i = 0; i < 4; i++) {
        arguments[i].kind = BASALT_ARGUMENT_KIND_BUFFER;
        check(device, basalt_buffer_address(buffers[i], &arguments[i].value), "address");
    }
    check(device, basalt_launch(queue, kernel, arguments, 4), "launch");
}

static void save(basalt_device device, basalt_buffer buffer, const char *path)
{
    void *bytes = malloc(TENSOR);
    if (!bytes)
        exit(1);
    check(device, basalt_copy_out(buffer, 0, bytes, TENSOR), "copy out");
    write_file(path, bytes, TENSOR);
    free(bytes);
}

static void save_trace(basalt_device device, const char *path)
{
    char *trace = NULL;
    uint64_t used = 0, room = 0, written;
    do {
        if (room - used < 1 << 16) {
            room += 1 << 20;
            trace = (char *)realloc(trace, room);
            if (!trace)
                exit(1);
        }
        check(device, basalt_read_trace(device, trace + used, room - used, &written), "read trace");
        used += written;
    } while (written);
    write_file(path, trace, used);
    free(trace);
}

int main(int argc, char **argv)
{
    if (argc != 8) {
        fprintf(stderr, "usage: attention EXECUTABLE Q K V O P TRACE\n");
        return 2;
    }
    basalt_device device;
    check(NULL, basalt_open(0, &device), "open");

    size_t size;
    void *file = read_file(argv[1], &size);
    basalt_executable executable;
    basalt_kernel kernel;
    check(device, basalt_executable_load(device, file, size, &executable), argv[1]);
    check(device, basalt_find_kernel(executable, "attention", &kernel), "attention");
    free(file);

    basalt_buffer q = tensor(device, argv[2]), k = tensor(device, argv[3]), v = tensor(device, argv[4]);
    basalt_buffer o = tensor(device, NULL), p = tensor(device, NULL);

    basalt_queue first, second;
    basalt_semaphore done;
    check(device, basalt_queue_create(device, QUEUE, &first), "first queue");
    check(device, basalt_queue_create(device, QUEUE, &second), "second queue");
    check(device, basalt_semaphore_create(device, 0, &done), "semaphore");

    /* The second layer is queued before the first one: the semaphore puts them in order. */
    check(device, basalt_queue_wait(second, done, 1), "queue wait");
    launch(device, second, kernel, o, k, v, p);
    check(device, basalt_queue_signal(second, done, 2), "queue signal");
    launch(device, first, kernel, q, k, v, o);
    check(device, basalt_queue_signal(first, done, 1), "queue signal");
    check(device, basalt_semaphore_wait(done, 2, SECOND), "wait");
    check(device, basalt_queue_finish(first, SECOND), "finish");
    check(device, basalt_queue_finish(second, SECOND), "finish");

    uint64_t nanoseconds;
    check(device, basalt_get_time(device, &nanoseconds), "time");
    printf("two layers in %llu ns\n", (unsigned long long)nanoseconds);
    save(device, o, argv[5]);
    save(device, p, argv[6]);
    save_trace(device, argv[7]);

    const basalt_buffer buffers[] = { q, k, v, o, p };
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        check(device, basalt_buffer_free(buffers[i]), "free");
    check(device, basalt_semaphore_destroy(done), "destroy semaphore");
    check(device, basalt_queue_destroy(first), "destroy queue");
    check(device, basalt_queue_destroy(second), "destroy queue");
    check(device, basalt_executable_unload(executable), "unload");
    check(device, basalt_close(device), "close");
    return 0;
}
