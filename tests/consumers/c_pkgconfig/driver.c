/* A structure is written and read by the source that the bundle has; bytes that end early are refused. */
#include <basalt_errors.h>
#include <basalt_read.h>

int main(void)
{
    uint8_t bytes[BASALT_EXECUTABLE_HEADER_SIZE];
    struct basalt_executable_header_edit edit;
    struct basalt_executable_header_view view;
    struct basalt_refusal refusal;

    if (sizeof bytes != 128 || !basalt_executable_header_begin(bytes, sizeof bytes, &edit))
        return 1;
    basalt_executable_header_edit_version_major(edit, 0x0102);
    if (bytes[8] != 0x02 || bytes[9] != 0x01)
        return 2;
    if (!basalt_executable_header_check(bytes, sizeof bytes, &view, &refusal))
        return 3;
    if (basalt_executable_header_view_version_major(view) != 0x0102)
        return 4;
    return basalt_executable_header_check(bytes, 100, &view, &refusal) || refusal.rule != BASALT_RULE_SIZE ? 5 : 0;
}
