/* Two instructions run on the engine: addi x5, x0, 42; halt x5. */
#include <basalt_engine.h>

int main(void)
{
    static const uint8_t image[] = {0x88, 0x02, 0x54, 0x00, 0x02, 0x50, 0x00, 0x00};
    basalt_result result;
    basalt_machine *machine = basalt_create();

    if (!machine || basalt_write_memory(machine, 0, "imem", 0, image, sizeof image) != 0)
        return 1;
    basalt_start(machine, 0, 0, 0);
    basalt_run(machine, 1000, BASALT_PROGRAM_ORDER, 0, &result);
    basalt_destroy(machine);
    return result.reason == BASALT_EXITED && result.exit_low == 42 ? 0 : 2;
}
