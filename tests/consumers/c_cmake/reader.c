/* A driver refuses what is no executable, and says why. */
#include <basalt_bex.h>

int main(void)
{
    static const uint8_t bytes[128] = {0};
    struct basalt_bex file;
    struct basalt_bex_refusal refusal;

    return basalt_bex_open(bytes, sizeof bytes, 0, &file, &refusal) ? 1 : 0;
}
