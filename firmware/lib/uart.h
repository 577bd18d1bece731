/* SPDX-License-Identifier: Apache-2.0
 *
 * Polled driver of the 16550-compatible UART of the hv domain.
 */
#ifndef LIB_UART_H
#define LIB_UART_H

void uart_init(void);
void uart_putc(char c);
/* The next received byte, or -1. */
int uart_getc(void);

#endif
