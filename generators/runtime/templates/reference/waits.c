/* Waiting: device time passes until what is waited for has come, the time is up, or nothing more can happen. */
#include "ref.h"

#include <sched.h>

/* What is waited for: a queue to end its packets, or a semaphore to have a value. */
typedef struct waited {
    const void *handle;
    enum R_ref_kind kind;
    uint64_t value;
} waited;

static bool come(R_ref_device *device, const R_ref_object *object, const waited *what)
{
    if (what->kind == R_REF_SEMAPHORE)
        return R_ref_get_word(device, object->word) >= what->value;
{% if queues %}
    return R_ref_get_word(device, object->ring->word) == 0;
{% else %}
    return true;
{% endif %}
}

/* The error of a queue that was stopped by one; of any where `object` is no queue. */
static R_status stopped(R_ref_device *device, const R_ref_object *object)
{
{% if queues %}
    if (object->kind == R_REF_QUEUE)
        return R_ref_stopped(device, object->ring);
    for (unsigned i = 0; i < N_DEV_QUEUES; i++) {
        R_status error = device->rings[i] ? R_ref_stopped(device, device->objects[device->rings[i]].ring) : R_REF_SUCCESS;
        if (error)
            return error;
    }
{% else %}
    (void)device;
    (void)object;
{% endif %}
    return R_REF_SUCCESS;
}

{% if heard %}
/* Looks whether what has ended was told by an interrupt, and acknowledges that. One that is pending and never came was lost. */
static R_status hear(R_ref_device *device)
{
    uint64_t pending = 0, delivered = N_dev_delivered(device->device, {{ heard.line }});
    N_dev_read_register(device->device, UINT64_C({{ heard.address }}), {{ heard.width }}, &pending);
    bool lost = (pending & UINT64_C({{ heard.mask }})) && delivered == device->delivered;
    device->delivered = delivered;
    if (pending & UINT64_C({{ heard.mask }}))
        N_dev_write_register(device->device, UINT64_C({{ heard.address }}), {{ heard.width }}, UINT64_C({{ heard.mask }}));
    if (!lost)
        return R_REF_SUCCESS;
    return R_ref_fail(device, R_REF_INTERRUPT_LOST, "it has ended, and interrupt {{ heard.line }}, which is pending, never came");
}

{% endif %}
/* The tick after so many nanoseconds, N_NEVER where that is beyond all ticks. */
static uint64_t after(const R_ref_device *device, uint64_t timeout)
{
    uint64_t now = N_dev_time(device->device), second = N_DEV_TICKS_PER_SECOND;
    if (timeout == UINT64_MAX)
        return N_NEVER;
    uint64_t seconds = timeout / UINT64_C(1000000000), rest = timeout % UINT64_C(1000000000);
    if (seconds > (N_NEVER - 1) / second)
        return N_NEVER - 1;
    uint64_t ticks = seconds * second + (uint64_t)((double)rest * (double)second / 1e9 + 0.5);
    return ticks < N_NEVER - 1 - now ? now + ticks : N_NEVER - 1;
}

/* Nothing more happens on the device before the deadline. Another thread may yet do something. */
static R_status idle(R_ref_device *device, R_ref_object *object, const waited *what, uint64_t deadline)
{
    R_status error = N_dev_next_event(device->device) == N_NEVER ? stopped(device, object) : R_REF_SUCCESS;
    if (error)
        return error;
    if (deadline != N_NEVER) {
        N_dev_run_until(device->device, deadline);
        if (come(device, object, what))
            return R_REF_SUCCESS;
        return R_ref_fail(device, R_REF_TIMEOUT, "it did not happen in time");
    }
    if (!device->several)
        return R_ref_fail(device, R_REF_DEADLOCK, "nothing is under way that could make it happen");
    pthread_cond_wait(&device->changed, &device->lock);
    return R_REF_SUCCESS;
}

/* Lets time pass up to a tick, and then the other threads do something. */
static void go_on(R_ref_device *device, uint64_t tick)
{
    N_dev_run_until(device->device, tick);
    if (!device->several)
        return;
    pthread_mutex_unlock(&device->lock);
    sched_yield();
    pthread_mutex_lock(&device->lock);
}

static R_status wait_for(R_ref_device *device, R_ref_object *object, waited what, uint64_t timeout)
{
    uint64_t deadline = after(device, timeout), resets = device->resets;
    uint32_t place = (uint32_t)(object - device->objects);
    R_status error = R_REF_SUCCESS;
    device->objects[place].waiting++;
    while (!error) {
        object = &device->objects[place]; /* other threads may have made the table grow */
        uint64_t next = N_dev_next_event(device->device); /* what can happen now has happened */
        if (device->resets != resets)
            error = R_ref_fail(device, R_REF_RESET, "the device was reset");
        else if (come(device, object, &what))
            break;
        else if (object->kind == R_REF_QUEUE && stopped(device, object))
            error = stopped(device, object);
        else if (next >= deadline)
            error = idle(device, object, &what, deadline);
        else
            go_on(device, next + 1);
    }
    device->objects[place].waiting--;
    if (device->several)
        pthread_cond_broadcast(&device->changed);
    return error{{ " ? error : hear(device)" if heard }};
}

R_status R_ref_wait(R_ref_device *device, R_ref_object *semaphore, uint64_t value, uint64_t timeout)
{
    waited what = { NULL, R_REF_SEMAPHORE, value };
    return wait_for(device, semaphore, what, timeout);
}
{% if queues %}

R_status R_ref_finish(R_ref_device *device, R_ref_object *queue, uint64_t timeout)
{
    waited what = { NULL, R_REF_QUEUE, 0 };
    return wait_for(device, queue, what, timeout);
}
{% endif %}
