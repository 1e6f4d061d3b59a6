/* The reference runtime, linked statically. */
#include <basalt.h>
#include <stddef.h>

int main(void)
{
    uint32_t version = 0, count = 0;
    const char *text = NULL;

    if (basalt_get_version(&version) != BASALT_ERROR_OK || version >> 16 != 1)
        return 1;
    if (basalt_get_device_count(&count) != BASALT_ERROR_OK || count == 0)
        return 2;
    return basalt_error_text(BASALT_ERROR_INVALID_ARGUMENT, &text) == BASALT_ERROR_OK && text ? 0 : 3;
}
