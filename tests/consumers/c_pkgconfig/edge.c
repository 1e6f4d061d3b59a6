/* The other variant, under its own name. */
#include <basalt/params.h>

int main(void)
{
    return BASALT_PARAM_ARRAY_DIM == 32 ? 0 : 1;
}
