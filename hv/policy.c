/* SPDX-License-Identifier: Apache-2.0
 *
 * Access to the policy blob, which is checked once at boot and measured again for each heartbeat.
 */
#include "policy.h"

#include <stddef.h>
#include <string.h>

#include "hv.h"
#include "print.h"
#include "sha256.h"

static uint8_t boot_digest[SHA256_SIZE];

const struct policy *policy_get(void)
{
    return (const void *)policy_blob;
}

void policy_digest(uint8_t digest[32])
{
    sha256(policy_blob, sizeof(struct policy), digest);
}

int policy_intact(void)
{
    uint8_t digest[SHA256_SIZE];

    policy_digest(digest);
    return memcmp(digest, boot_digest, sizeof(digest)) == 0;
}

void policy_init(void)
{
    const struct policy *p = policy_get();

    if (policy_blob_size != sizeof(*p) || p->magic != POLICY_MAGIC ||
        p->version != POLICY_VERSION || p->size != sizeof(*p) ||
        p->num_patterns > POLICY_MAX_PATTERNS || p->num_rules > POLICY_MAX_RULES) {
        panic("policy blob is not of this version");
    }
    policy_digest(boot_digest);
}
