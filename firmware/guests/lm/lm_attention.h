/* SPDX-License-Identifier: Apache-2.0 */
/* Internal: the attention half of a transformer block. */
#ifndef LM_ATTENTION_H
#define LM_ATTENTION_H

#include "lm.h"
#include "lm_vector.h"
#include "lm_weights.h"

/* Add to the residual stream what attention finds, and cache this position's key and value. */
void lm_attend(struct lm *lm, unsigned layer, struct lm_residual *stream);

#endif
