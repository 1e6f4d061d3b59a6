/* All that the programs have besides the compiler: two calls of the operating system, text, and the memory functions
 * that compiled code calls. */
#ifndef RUNTIME_H
#define RUNTIME_H

#include <stddef.h>
#include <stdint.h>

long write(int file, const void *data, size_t size);
_Noreturn void exit(int code);

void put_text(const char *text);
void put_decimal(int64_t value);
void put_hex(uint64_t value, int digits);
void put_line(const char *name, uint64_t value); /* "name 0123456789abcdef\n" */

uint32_t random_word(void); /* the same sequence in every run */

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *one, const void *other, size_t size);
size_t strlen(const char *text);
int strcmp(const char *one, const char *other);

#endif
