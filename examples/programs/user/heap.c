/* An allocator: first fit, blocks split and joined again; a list and a tree live in it. */
#include "runtime.h"

typedef struct block {
    struct block *next; /* by address, also across blocks in use */
    uint32_t size;
    uint32_t used;
} block;

static uint64_t arena[512];
static block *const first = (block *)arena;

static void *allocate(size_t size)
{
    size = (size + 7) & ~(size_t)7;
    for (block *at = first; at; at = at->next) {
        if (at->used || at->size < size)
            continue;
        if (at->size >= size + sizeof *at + 8) {
            block *rest = (block *)((char *)(at + 1) + size);
            *rest = (block){at->next, at->size - (uint32_t)(size + sizeof *at), 0};
            at->next = rest;
            at->size = (uint32_t)size;
        }
        at->used = 1;
        return at + 1;
    }
    return NULL;
}

static void release(void *data)
{
    ((block *)data - 1)->used = 0;
    for (block *at = first; at && at->next;)
        if (!at->used && !at->next->used) {
            at->size += (uint32_t)sizeof *at + at->next->size;
            at->next = at->next->next;
        } else
            at = at->next;
}

typedef struct node {
    struct node *left, *right;
    uint32_t key;
} node;

static node *insert(node *tree, uint32_t key)
{
    if (!tree) {
        tree = allocate(sizeof *tree);
        *tree = (node){NULL, NULL, key};
    } else if (key < tree->key)
        tree->left = insert(tree->left, key);
    else if (key > tree->key)
        tree->right = insert(tree->right, key);
    return tree;
}

static uint32_t walk(const node *tree, uint32_t sum)
{
    return tree ? walk(tree->right, walk(tree->left, sum) * 17 + tree->key) : sum;
}

static void fell(node *tree)
{
    if (!tree)
        return;
    fell(tree->left);
    fell(tree->right);
    release(tree);
}

int main(void)
{
    void *kept[24] = {0};
    node *tree = NULL;
    uint32_t free_at_first = sizeof arena - sizeof(block), failed = 0, sum = 0;
    *first = (block){NULL, free_at_first, 0};
    for (int i = 0; i < 150; i++) {
        uint32_t drawn = random_word(), slot = drawn % 24, size = 8 + drawn / 32 % 200;
        if (kept[slot]) {
            sum = sum * 7 + *(uint8_t *)kept[slot];
            release(kept[slot]);
            kept[slot] = NULL;
        } else if ((kept[slot] = allocate(size)))
            memset(kept[slot], (int)slot, size);
        else
            failed++;
    }
    for (int i = 0; i < 24; i++)
        if (kept[i])
            release(kept[i]);
    put_line("reused", sum);
    put_line("refused", failed);
    for (int i = 0; i < 40; i++)
        tree = insert(tree, random_word() % 100);
    put_line("tree", walk(tree, 0));
    fell(tree);
    put_line("free", first->size);
    return first->size != free_at_first || first->next;
}
