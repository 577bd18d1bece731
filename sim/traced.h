/* SPDX-License-Identifier: Apache-2.0 */
/* The traced twin of this program, built when somebody first asks for waveforms. */
#ifndef SIM_TRACED_H
#define SIM_TRACED_H

/* Runs the twin with the same arguments; returns only when it could not, after one line. */
void traced_exec(char **argv);

#endif
