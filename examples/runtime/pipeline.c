/* Two threads share a Basalt device: one fills a buffer, the other has it copied away and looks at what arrived.
 *
 * Each waits for the other by a semaphore, which hosts and queues raise alike. Handles may be used by any thread at any time.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basalt.h"

enum { ROUNDS = 200, BYTES = 4096 };

struct shared {
    basalt_device device;
    basalt_buffer source, target;
    basalt_semaphore filled, copied;
};

static void check(basalt_status status, const char *what)
{
    const char *meaning = "";
    if (status == BASALT_ERROR_OK)
        return;
    basalt_error_text(status, &meaning);
    fprintf(stderr, "%s: error %d: %s\n", what, (int)status, meaning);
    exit(1);
}

static void *fill(void *given)
{
    const struct shared *s = (const struct shared *)given;
    unsigned char bytes[BYTES];
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        memset(bytes, (int)round, BYTES);
        check(basalt_semaphore_wait(s->copied, round - 1, UINT64_MAX), "wait until copied");
        check(basalt_copy_in(s->source, 0, bytes, BYTES), "copy in");
        check(basalt_semaphore_signal(s->filled, round), "signal that it is filled");
    }
    return NULL;
}

static void *drain(void *given)
{
    const struct shared *s = (const struct shared *)given;
    unsigned char bytes[BYTES];
    basalt_queue queue;
    check(basalt_queue_create(s->device, 8, &queue), "queue");
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        check(basalt_queue_wait(queue, s->filled, round), "queue wait");
        check(basalt_copy(queue, s->target, 0, s->source, 0, BYTES), "copy");
        check(basalt_queue_finish(queue, UINT64_MAX), "finish");
        check(basalt_copy_out(s->target, 0, bytes, BYTES), "copy out");
        for (size_t i = 0; i < BYTES; i++)
            if (bytes[i] != (unsigned char)round) {
                fprintf(stderr, "byte %zu of round %llu is %u\n", i, (unsigned long long)round, bytes[i]);
                exit(1);
            }
        check(basalt_semaphore_signal(s->copied, round), "signal that it is copied");
    }
    check(basalt_queue_destroy(queue), "destroy queue");
    return NULL;
}

int main(void)
{
    struct shared s;
    pthread_t threads[2];
    check(basalt_open(0, &s.device), "open");
    check(basalt_buffer_allocate(s.device, BYTES, 0, &s.source), "allocate");
    check(basalt_buffer_allocate(s.device, BYTES, 0, &s.target), "allocate");
    check(basalt_semaphore_create(s.device, 0, &s.filled), "semaphore");
    check(basalt_semaphore_create(s.device, 0, &s.copied), "semaphore");
    if (pthread_create(&threads[0], NULL, fill, &s) || pthread_create(&threads[1], NULL, drain, &s))
        return 1;
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    check(basalt_semaphore_destroy(s.filled), "destroy semaphore");
    check(basalt_semaphore_destroy(s.copied), "destroy semaphore");
    check(basalt_buffer_free(s.source), "free");
    check(basalt_buffer_free(s.target), "free");
    check(basalt_close(s.device), "close");
    printf("%d rounds\n", ROUNDS);
    return 0;
}
