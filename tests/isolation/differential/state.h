// SPDX-License-Identifier: Apache-2.0
//
// The state of the hypervisor's side of two instances, compared byte by byte (elements.py).
#pragma once

#include <cstdint>
#include <string>

// Registers and nets; `memories` adds the arrays that are too large for every cycle. Empty when
// equal, else the first element that differs and what both hold.
std::string state_difference(const uint8_t *a, const uint8_t *b, bool memories);
// Turns over one bit of an element, named by its end, to see that it is found.
void state_flip(uint8_t *state, const char *ending);
unsigned state_elements();
