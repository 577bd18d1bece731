/* SPDX-License-Identifier: Apache-2.0
 *
 * Boot of the hypervisor in HS mode and its main loop: heartbeat, level, operator, models, sleep.
 */
#include <string.h>

#include "csr.h"
#include "inject.h"
#include "log.h"
#include "platform.h"
#include "print.h"
#include "uart.h"

#ifndef HV_BUILD_ID
#define HV_BUILD_ID "unknown"
#endif

const char hv_build_id[] = HV_BUILD_ID;
uint8_t hv_image_digest[32];

enum { FIRST_MODEL_WAY = 4, L2_WAYS = 8, SCRUB = 2, WAY_TRIES = 1000000 };

static void wait_l2(void)
{
    unsigned tries = WAY_TRIES;

    while ((mmio_read64((uint64_t)SOC_L2_BASE + SOC_L2_STATUS) & L2__STATUS__BUSY_bm) != 0) {
        if (--tries == 0) {
            panic("L2 way command does not end");
        }
    }
}

/* Ways 4 to 7 go to the models in equal parts; hv keeps what it has after reset. */
static void assign_ways(void)
{
    const unsigned models = num_models();

    for (unsigned way = FIRST_MODEL_WAY; way < L2_WAYS; way++) {
        const unsigned owner = 1 + (way - FIRST_MODEL_WAY) % (models == 0 ? 1 : models);

        mmio_write64((uint64_t)SOC_L2_BASE + SOC_L2_COMMAND,
                     FIELD_PREP(L2__COMMAND__WAY, way) | FIELD_PREP(L2__COMMAND__OWNER, owner) |
                         FIELD_PREP(L2__COMMAND__OP, SCRUB));
        wait_l2();
        if ((mmio_read64((uint64_t)SOC_L2_BASE + SOC_L2_STATUS) & L2__STATUS__REFUSED_bm) != 0) {
            panic("L2 way was not given to the model");
        }
    }
}

static void banner(const struct boot_info *info)
{
    uint8_t digest[32];

    policy_digest(digest);
    print("hv: Guillotine hypervisor, build %s, isolation level %s\n", hv_build_id,
          level_name(level_now()));
    print("@event boot build=%s level=%s models=%u hv_memory=%lu model_memory=%lu boot_cycles=%lu "
          "weaken=0x%lx image=",
          hv_build_id, level_name(level_now()), num_models(),
          1ul << FIELD(SYSINFO__SHAPE__HV_LOG2, sysinfo_read(SOC_SYSINFO_SHAPE)),
          1ul << FIELD(SYSINFO__SHAPE__MODEL_LOG2, sysinfo_read(SOC_SYSINFO_SHAPE)),
          info->boot_cycles, sysinfo_read(SOC_SYSINFO_WEAKEN));
    print_hex(hv_image_digest, sizeof(hv_image_digest));
    print(" policy=");
    print_hex(digest, sizeof(digest));
    print(" guests=%u\n", guest_table_count());
    LOG(NULL, "boot", LOG_T("build", hv_build_id),
        LOG_B("image", hv_image_digest, sizeof(hv_image_digest)),
        LOG_B("policy", digest, sizeof(digest)), LOG_U("level", level_now()),
        LOG_U("weaken", sysinfo_read(SOC_SYSINFO_WEAKEN)));
}

/* Models first: one of them may stand and wait. */
static bool turn(void)
{
    bool busy = false;

    for (unsigned i = 0; i < num_models(); i++) {
        busy |= vm_poll(vm_get(i));
    }
    hv_breathe();
    level_poll();
    busy |= operator_poll();
    inject_poll();
    return busy;
}

static _Noreturn void run(void)
{
    for (;;) {
        if (!turn()) {
            hv_sleep();
        }
    }
}

/* Model i starts guest i of the table, where there is one. */
static void start_guests(void)
{
    for (unsigned i = 0; i < num_models(); i++) {
        if (guest_table_holds(i)) {
            (void)guest_load(vm_get(i), i);
        }
    }
}

_Noreturn void hv_main(struct boot_info *info)
{
    platform_init();
    uart_init();
    if (info->magic != BOOT_INFO_MAGIC || info->version != BOOT_INFO_VERSION) {
        panic("no boot info");
    }
    memcpy(hv_image_digest, info->image_digest, sizeof(hv_image_digest));
    log_init();
    policy_init();
    heartbeat_init(info->heartbeat_key);
    memset(info->heartbeat_key, 0, sizeof(info->heartbeat_key));
    vm_init();
    operator_init();
    assign_ways();
    banner(info);
    memset(info, 0, sizeof(*info));
    print("@ready\n");
    start_guests();
    run();
}
