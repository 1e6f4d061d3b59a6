/* Three sorts of the same words, which must agree. */
#include "runtime.h"

enum { COUNT = 200 };

static int32_t words[COUNT], quick[COUNT], heap[COUNT], merged[COUNT], spare[COUNT];

static void swap(int32_t *a, int32_t *b)
{
    int32_t kept = *a;
    *a = *b;
    *b = kept;
}

static void quick_sort(int32_t *low, int32_t *high)
{
    if (high - low < 2)
        return;
    int32_t pivot = low[(high - low) / 2], *left = low, *right = high - 1;
    while (left <= right) {
        while (*left < pivot)
            left++;
        while (*right > pivot)
            right--;
        if (left <= right)
            swap(left++, right--);
    }
    quick_sort(low, right + 1);
    quick_sort(left, high);
}

static void sift(int32_t *data, int at, int count)
{
    for (int child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && data[child] < data[child + 1])
            child++;
        if (data[at] >= data[child])
            return;
        swap(&data[at], &data[child]);
    }
}

static void heap_sort(int32_t *data, int count)
{
    for (int at = count / 2; at-- > 0;)
        sift(data, at, count);
    for (int end = count; --end > 0;) {
        swap(&data[0], &data[end]);
        sift(data, 0, end);
    }
}

static void merge_sort(int32_t *data, int count)
{
    if (count < 2)
        return;
    int half = count / 2, a = 0, b = half;
    merge_sort(data, half);
    merge_sort(data + half, count - half);
    for (int at = 0; at < count; at++)
        spare[at] = b >= count || (a < half && data[a] <= data[b]) ? data[a++] : data[b++];
    memcpy(data, spare, (size_t)count * sizeof *data);
}

int main(void)
{
    for (int i = 0; i < COUNT; i++)
        words[i] = (int32_t)random_word() >> (i % 24);
    memcpy(quick, words, sizeof words);
    memcpy(heap, words, sizeof words);
    memcpy(merged, words, sizeof words);
    quick_sort(quick, quick + COUNT);
    heap_sort(heap, COUNT);
    merge_sort(merged, COUNT);
    uint32_t sum = 0;
    for (int i = 0; i < COUNT; i++) {
        if (i && quick[i - 1] > quick[i])
            return 1;
        sum = sum * 31 + (uint32_t)quick[i];
    }
    put_line("sorted", sum);
    put_decimal(quick[0]);
    put_text(" to ");
    put_decimal(quick[COUNT - 1]);
    put_text("\n");
    return memcmp(quick, heap, sizeof quick) || memcmp(quick, merged, sizeof quick);
}
