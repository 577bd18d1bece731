/* SPDX-License-Identifier: Apache-2.0
 *
 * Failures that test builds inject; does nothing in others.
 */
#ifndef HV_INJECT_H
#define HV_INJECT_H

void inject_poll(void);

#endif
