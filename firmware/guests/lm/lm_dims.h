/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shape of the language model. Inference includes it and train/model.py reads it, so that
 * the committed weights and the C code cannot disagree without a build error.
 *
 * Dimensions are multiples of 9 because nine 7-bit weights share a 64-bit word (lm_pack.h),
 * and at most 54 so that a whole packed input vector stays in registers during a product.
 */
#ifndef LM_DIMS_H
#define LM_DIMS_H

#define LM_VOCAB  512 /* tokens */
#define LM_DIM    54  /* width of the residual stream */
#define LM_LAYERS 2   /* transformer blocks */
#define LM_HEADS  3   /* attention heads in each */
#define LM_HEAD   18  /* width of a head; LM_HEADS * LM_HEAD == LM_DIM */
#define LM_HIDDEN 72  /* width of the feed-forward layer */
#define LM_WINDOW 64  /* positions that attention sees, the token itself included */
#define LM_PIECE  16  /* bytes of a token's text at most, its length byte included */

#endif
