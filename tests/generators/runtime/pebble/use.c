/* Runs the stored program on the small device through a runtime of other names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hen.h"

static void must(hen_status status, const char *what)
{
    const char *says = "";
    if (status == HEN_ERROR_FINE)
        return;
    hen_cluck(status, &says);
    printf("%s: %d, %s\n", what, (int)status, says);
    exit(1);
}

int main(int argc, char **argv)
{
    static char file[4096];
    FILE *given = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!given)
        return 2;
    uint32_t size = (uint32_t)fread(file, 1, sizeof file, given);
    fclose(given);

    hen_coop coop;
    hen_nest nest;
    hen_chick chick;
    hen_straw straw[3];
    hen_lane lanes[2], third;
    hen_facts_t facts;
    must(hen_wake(0, &coop), "wake");
    must(hen_facts_of(&facts, coop), "facts");
    if (facts.nodes != 3 || facts.room != 60 * 1024 || strcmp(facts.called, "peb") != 0)
        return 3;
    must(hen_lay(&nest, file, size, coop), "lay");
    must(hen_find(nest, "store", &chick), "find");
    for (int i = 0; i < 3; i++)
        must(hen_take(coop, 100, &straw[i]), "take");
    must(hen_lane_on(coop, 4, &lanes[0]), "lane");
    must(hen_lane_on(coop, 1, &lanes[1]), "lane");
    if (hen_lane_on(coop, 1, &third) != HEN_ERROR_FULL || hen_lane_on(coop, 3, &third) != HEN_ERROR_ASKED_WRONGLY)
        return 4;

    uint32_t address;
    for (uint32_t i = 0; i < 3; i++) {
        must(hen_where(straw[i], &address), "where");
        hen_handed_t handed[2] = { { address, HEN_SORT_THING }, { 0x01020300 + i, HEN_SORT_PLAIN } };
        must(hen_run(2, handed, chick, lanes[i % 2]), "run");
        if (i == 1 && hen_run(2, handed, chick, lanes[1]) != HEN_ERROR_NOT_NOW)
            return 5; /* its ring has one slot */
        if (i == 1 && hen_run(1, handed, chick, lanes[1]) == HEN_ERROR_FINE)
            return 6;
    }
    if (hen_give(straw[0]) != HEN_ERROR_NOT_NOW || hen_sleep(coop) != HEN_ERROR_NOT_NOW)
        return 7; /* in use; with children */
    must(hen_rest(lanes[0]), "rest");
    must(hen_rest(lanes[1]), "rest");
    for (uint32_t i = 0; i < 3; i++) {
        uint8_t bytes[4];
        must(hen_get(straw[i], 0, bytes, 4), "get");
        printf("%02x%02x%02x%02x\n", bytes[0], bytes[1], bytes[2], bytes[3]);
        must(hen_give(straw[i]), "give");
    }
    must(hen_lane_off(lanes[0]), "off");
    must(hen_lane_off(lanes[1]), "off");
    must(hen_unlay(nest), "unlay");
    if (hen_run(0, NULL, chick, lanes[0]) != HEN_ERROR_ASKED_WRONGLY)
        return 8; /* both are of the past */
    must(hen_sleep(coop), "sleep");
    return 0;
}
