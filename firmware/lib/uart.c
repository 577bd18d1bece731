/* SPDX-License-Identifier: Apache-2.0
 *
 * Polled driver of the 16550-compatible UART. Waiting for the transmitter is bounded: a UART that
 * never gets ready loses characters, and never hangs boot ROM or hypervisor.
 */
#include "uart.h"

#include "soc.h"

enum { UART_DATA = 0, UART_IER = 1, UART_FCR = 2, UART_LCR = 3, UART_MCR = 4, UART_LSR = 5 };
enum { LSR_DATA_READY = 0x01, LSR_THR_EMPTY = 0x20 };
enum { IER_RECEIVED = 0x01, FCR_ENABLE_CLEAR = 0x07, LCR_8N1 = 0x03, TRANSMIT_TRIES = 100000 };

static uint64_t reg(unsigned offset)
{
    return (uint64_t)SOC_UART_BASE + offset;
}

void uart_init(void)
{
    mmio_write8(reg(UART_LCR), LCR_8N1);
    mmio_write8(reg(UART_FCR), FCR_ENABLE_CLEAR);
    mmio_write8(reg(UART_IER), IER_RECEIVED);
}

void uart_putc(char c)
{
    unsigned tries = TRANSMIT_TRIES;

    while ((mmio_read8(reg(UART_LSR)) & LSR_THR_EMPTY) == 0 && --tries > 0) {
    }
    mmio_write8(reg(UART_DATA), (uint8_t)c);
}

int uart_getc(void)
{
    if ((mmio_read8(reg(UART_LSR)) & LSR_DATA_READY) == 0) {
        return -1;
    }
    return mmio_read8(reg(UART_DATA));
}
