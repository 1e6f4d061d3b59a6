/* The firmware: takes a message when its doorbell rings, and answers some time later. */
#include "device.h"

static void N_dev_read_data(const N_dev *d, const N_dev_mail *mail, uint8_t *bytes)
{
    for (size_t i = 0; i < mail->words; i++) {
        const N_dev_row *row = &N_dev_rows[N_dev_cells[mail->data[i]].row];
        N_dev_set_word(bytes + i * (row->width / 8u), row->width / 8u, row->big, d->values[mail->data[i]]);
    }
}

static void N_dev_write_data(N_dev *d, const N_dev_mail *mail, const uint8_t *bytes)
{
    for (size_t i = 0; i < mail->words; i++) {
        const N_dev_row *row = &N_dev_rows[N_dev_cells[mail->data[i]].row];
        d->values[mail->data[i]] = N_dev_word(bytes + i * (row->width / 8u), row->width / 8u, row->big);
    }
}

static const N_dev_message *N_dev_asked(const N_dev *d, unsigned mailbox)
{
    uint64_t code = N_dev_value(d, N_DEV_MAILBOX_COMMAND, mailbox);
    for (size_t i = 0; i < N_dev_mails[mailbox].count; i++)
        if (N_dev_mails[mailbox].messages[i].code == code)
            return &N_dev_mails[mailbox].messages[i];
    return NULL;
}

void N_dev_post(N_dev *d, unsigned mailbox)
{
    if (d->letters[mailbox].busy)
        return;
    d->letters[mailbox].busy = true;
    d->letters[mailbox].answer = d->now + d->options.answer;
    N_dev_show(d, N_DEV_MAILBOX_STATUS, mailbox, N_dev_mails[mailbox].busy);
}

/* -- answers ----------------------------------------------------------------------------------------------------- */

static void N_dev_identify(uint64_t *values)
{
    values[N_DEV_ANSWER_VERSION_MAJOR] = N_dev_version[0];
    values[N_DEV_ANSWER_VERSION_MINOR] = N_dev_version[1];
    values[N_DEV_ANSWER_VERSION_PATCH] = N_dev_version[2];
    values[N_DEV_ANSWER_INSTANCES] = N_INSTANCES;
    values[N_DEV_ANSWER_PROCESSORS] = N_PROCESSORS;
    values[N_DEV_ANSWER_QUEUES] = N_DEV_QUEUES;
    values[N_DEV_ANSWER_TICKS_PER_SECOND] = N_DEV_TICKS_PER_SECOND;
    values[N_DEV_ANSWER_TICK_FEMTOSECONDS] = N_dev_tick;
}

static void N_dev_tell_failure(const N_dev *d, uint64_t *values)
{
    values[N_DEV_ANSWER_ERROR] = d->failure.code;
    values[N_DEV_ANSWER_TICK] = d->failure.tick;
    values[N_DEV_ANSWER_QUEUE] = (uint64_t)d->failure.queue;
    values[N_DEV_ANSWER_INDEX] = d->failure.index;
    values[N_DEV_ANSWER_INSTANCE] = (uint64_t)d->failure.instance;
    values[N_DEV_ANSWER_UNIT] = (uint64_t)d->failure.unit;
    values[N_DEV_ANSWER_PC] = d->failure.pc;
    values[N_DEV_ANSWER_ADDRESS] = d->failure.address;
    values[N_DEV_ANSWER_FAULT] = d->failure.fault < 0 ? 0 : N_fault_code((unsigned)d->failure.fault);
}

/* The values of an answer: a condition. */
static unsigned N_dev_compose(N_dev *d, const N_dev_message *message, const uint8_t *asked, uint64_t *values)
{
    switch (message->does) {
    case N_DEV_ASK_IDENTIFY:
        N_dev_identify(values);
        return N_DEV_SUCCESS;
    case N_DEV_ASK_PING:
        values[N_DEV_ANSWER_VALUE] = N_dev_get(asked, message->request[N_DEV_ANSWER_VALUE], 0);
        return N_DEV_SUCCESS;
    case N_DEV_ASK_TIME:
        values[N_DEV_ANSWER_TICKS] = d->now - d->began;
        return N_DEV_SUCCESS;
    case N_DEV_ASK_LAST_ERROR:
        N_dev_tell_failure(d, values);
        return N_DEV_SUCCESS;
    case N_DEV_ASK_CONFIGURE:
        if (message->request[N_DEV_ANSWER_WATCHDOG].bytes != 0)
            d->options.watchdog = N_dev_get(asked, message->request[N_DEV_ANSWER_WATCHDOG], 0);
        if (message->request[N_DEV_ANSWER_TRACE].bytes != 0)
            d->quiet = N_dev_get(asked, message->request[N_DEV_ANSWER_TRACE], 0) == 0;
        return N_DEV_SUCCESS;
    case N_DEV_ASK_RESET:
        N_dev_reset(d);
        return N_DEV_SUCCESS;
    default:
        return N_DEV_UNSUPPORTED;
    }
}

static void N_dev_trace_message(N_dev *d, uint64_t code, uint32_t error)
{
    uint64_t values[N_DEV_RECORD_ROLES];
    N_dev_begin_record(d, values);
    values[N_DEV_TELL_TIME] = d->now - d->options.answer;
    values[N_DEV_TELL_CODE] = code;
    values[N_DEV_TELL_ERROR] = error;
    N_dev_trace(d, N_DEV_TOLD_MAILBOX, values);
}

/* Writes the response, or says that there is none: a condition. */
static unsigned N_dev_reply(N_dev *d, const N_dev_mail *mail, const N_dev_message *message)
{
    uint8_t asked[N_DEV_DATA_BYTES] = {0}, answer[N_DEV_DATA_BYTES] = {0};
    uint64_t values[N_DEV_ANSWERS] = {0};
    N_dev_read_data(d, mail, asked);
    if (message == NULL)
        return N_DEV_BAD_MESSAGE;
    char text[sizeof d->failure.text];
    if (message->check != NULL && message->check(asked, message->asked, text, sizeof text) != N_dev_code(N_DEV_SUCCESS))
        return N_DEV_BAD_MESSAGE;
    unsigned condition = N_dev_compose(d, message, asked, values);
    if (condition != N_DEV_SUCCESS)
        return condition;
    if (message->does == N_DEV_ASK_PING)
        memcpy(answer, asked, message->asked < message->answered ? message->asked : message->answered);
    values[N_DEV_ANSWER_SIZE] = message->answered;
    for (unsigned i = 0; i < N_DEV_ANSWERS && message->does != N_DEV_ASK_PING; i++)
        N_dev_put(answer, message->response[i], values[i]);
    N_dev_place hash = message->response[N_DEV_ANSWER_SPEC_HASH];
    if (hash.bytes != 0 && message->does == N_DEV_ASK_IDENTIFY)
        for (uint32_t i = 0; i < hash.count * hash.bytes && i < sizeof N_dev_hash; i++)
            answer[hash.offset + i] = N_dev_hash[i];
    N_dev_write_data(d, mail, answer);
    return N_DEV_SUCCESS;
}

static void N_dev_answer_one(N_dev *d, unsigned mailbox)
{
    const N_dev_mail *mail = &N_dev_mails[mailbox];
    const N_dev_message *message = N_dev_asked(d, mailbox);
    uint64_t code = N_dev_value(d, N_DEV_MAILBOX_COMMAND, mailbox);
    d->letters[mailbox].busy = false;
    unsigned condition = N_dev_reply(d, mail, message);
    if (condition != N_DEV_SUCCESS) {
        N_dev_failure failure = N_dev_failure_of(d, condition);
        N_dev_report(d, &failure);
    }
    N_dev_show(d, N_DEV_MAILBOX_ERROR, mailbox, N_dev_code(condition));
    N_dev_show(d, N_DEV_MAILBOX_STATUS, mailbox, condition == N_DEV_SUCCESS ? mail->done : mail->failed);
    N_dev_trace_message(d, code, N_dev_code(condition));
    N_dev_raise(d, N_DEV_ON_MAILBOX);
    if (message != NULL && message->does == N_DEV_ASK_RESET)
        N_dev_raise(d, N_DEV_ON_RESET_DONE);
}

bool N_dev_answer_mail(N_dev *d)
{
    bool some = false;
    for (unsigned i = 0; i < N_DEV_MAILBOXES; i++)
        if (d->letters[i].busy && d->letters[i].answer <= d->now) {
            N_dev_answer_one(d, i);
            some = true;
        }
    return some;
}

uint64_t N_dev_mail_next(const N_dev *d)
{
    uint64_t next = N_NEVER;
    for (unsigned i = 0; i < N_DEV_MAILBOXES; i++)
        if (d->letters[i].busy && d->letters[i].answer < next)
            next = d->letters[i].answer;
    return next;
}
