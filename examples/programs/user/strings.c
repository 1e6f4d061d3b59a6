/* Text: search, reversal, numbers from and to text, words by length, and a run-length code. */
#include "runtime.h"

static const char text[] = "the quick brown fox jumps over the lazy dog while seven wizards quietly box";

static const char *find(const char *in, const char *what)
{
    for (; *in; in++) {
        size_t i = 0;
        while (what[i] && in[i] == what[i])
            i++;
        if (!what[i])
            return in;
    }
    return NULL;
}

static void reverse(char *low, char *high)
{
    while (low < --high) {
        char kept = *low;
        *low++ = *high;
        *high = kept;
    }
}

static void reverse_words(char *line)
{
    char *word = line, *at = line;
    for (;; at++)
        if (*at == ' ' || !*at) {
            reverse(word, at);
            word = at + 1;
            if (!*at)
                break;
        }
    reverse(line, at);
}

static int64_t number(const char *digits)
{
    int negative = *digits == '-';
    int64_t value = 0;
    for (digits += negative; *digits >= '0' && *digits <= '9'; digits++)
        value = value * 10 + (*digits - '0');
    return negative ? -value : value;
}

static size_t squeeze(const char *from, char *to)
{
    char *start = to;
    while (*from) {
        int run = 1;
        while (from[run] == *from && run < 9)
            run++;
        *to++ = (char)('0' + run);
        *to++ = *from;
        from += run;
    }
    *to = 0;
    return (size_t)(to - start);
}

int main(void)
{
    char line[sizeof text], coded[64];
    int letters[26] = {0}, lengths[16] = {0}, length = 0;
    memcpy(line, text, sizeof text);
    reverse_words(line);
    put_text(line);
    put_text("\n");
    for (const char *at = text;; at++) {
        if (*at >= 'a' && *at <= 'z') {
            letters[*at - 'a']++;
            length++;
            continue;
        }
        lengths[length]++;
        length = 0;
        if (!*at)
            break;
    }
    for (int i = 0; i < 26; i++)
        put_hex((uint64_t)letters[i], 1);
    put_text("\n");
    for (int i = 1; i < 8; i++)
        put_decimal(lengths[i]);
    put_text("\n");
    put_decimal(find(text, "lazy") - text);
    put_decimal(find(text, "crazy") == NULL);
    put_text("\n");
    put_decimal(number("-9223372036854775807") + number("2147483648"));
    put_text("\n");
    squeeze("aaabccddddddddddddde", coded);
    put_text(coded);
    put_text("\n");
    return strcmp(coded, "3a1b2c9d4d1e") || strcmp("abc", "abd") >= 0;
}
