/* SPDX-License-Identifier: Apache-2.0 */
#include "replay_bus.h"

#include "soc_map.h"
#include "soc_regs.h"

enum { ANSWER_CYCLES = 20000, SWEEP_READS = 20000, SIZE_64 = 3, CLEAN = 1, SCRUB = 2, NOBODY = 7 };

static bool access(struct replay *r, enum domain_target target, bool write, uint32_t address,
                   uint64_t *data)
{
    r->in.request = true;
    r->in.target = target;
    r->in.write = write;
    r->in.address = address;
    r->in.data = *data;
    for (unsigned i = 0; i < ANSWER_CYCLES && !r->diverged; i++) {
        replay_cycle(r);
        if (r->out.ack) {
            r->in.request = false;
            *data = r->out.data;
            return !r->out.error;
        }
    }
    r->in.request = false;
    return false;
}

bool replay_write(struct replay *r, enum domain_target target, uint32_t address, uint64_t data)
{
    return access(r, target, true, address, &data);
}

bool replay_read(struct replay *r, enum domain_target target, uint32_t address, uint64_t *data)
{
    *data = 0;
    return access(r, target, false, address, data);
}

bool replay_register(struct replay *r, uint16_t regno, uint64_t *value)
{
    const uint64_t command =
        (uint64_t)SIZE_64 << MGMT__COMMAND__AARSIZE_bp | MGMT__COMMAND__TRANSFER_bm | regno;
    uint64_t status;

    return replay_write(r, DOMAIN_REGISTERS, SOC_MGMT_ABSTRACTCS, MGMT__ABSTRACTCS__CMDERR_bm) &&
           replay_write(r, DOMAIN_REGISTERS, SOC_MGMT_COMMAND, command) &&
           replay_read(r, DOMAIN_REGISTERS, SOC_MGMT_ABSTRACTCS, &status) &&
           (status & MGMT__ABSTRACTCS__CMDERR_bm) == 0 &&
           replay_read(r, DOMAIN_REGISTERS, SOC_MGMT_DATA0, value);
}

static bool way_command(struct replay *r, unsigned way, unsigned op, unsigned owner)
{
    uint64_t status = L2__STATUS__BUSY_bm;

    if (!replay_write(r, DOMAIN_OWNERS, SOC_L2_COMMAND,
                      way | (uint64_t)owner << L2__COMMAND__OWNER_bp |
                          (uint64_t)op << L2__COMMAND__OP_bp)) {
        return false;
    }
    for (unsigned i = 0; i < SWEEP_READS && (status & L2__STATUS__BUSY_bm) != 0; i++) {
        if (!replay_read(r, DOMAIN_OWNERS, SOC_L2_STATUS, &status)) {
            return false;
        }
    }
    return (status & L2__STATUS__REFUSED_bm) == 0;
}

bool replay_give_way(struct replay *r, unsigned way, bool to_model)
{
    uint64_t owners;

    if (!replay_read(r, DOMAIN_OWNERS, SOC_L2_OWNERS, &owners)) {
        return false;
    }
    /* In the SoC a way comes from hv, or from nobody; a way of hv is emptied first. */
    if ((owners >> 3 * way & 7) == 0 && !way_command(r, way, CLEAN, NOBODY)) {
        return false;
    }
    return way_command(r, way, SCRUB, to_model ? domain_model() + 1 : NOBODY);
}
