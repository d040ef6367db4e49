/* SPDX-License-Identifier: BSD-2-Clause */
/* The subcommands: each gets its own argv (argv[0] is the subcommand) and returns the exit status.
 */
#ifndef DRIVER_CMD_H
#define DRIVER_CMD_H

enum { EXIT_OK = 0, EXIT_ERROR = 1, EXIT_USAGE = 2 };

int cmd_compile(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_asm(int argc, char **argv);
int cmd_asm_ebpf(int argc, char **argv);
int cmd_filter(int argc, char **argv);
int cmd_dbg(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_attach(int argc, char **argv);
int cmd_maps(int argc, char **argv);
int cmd_progs(int argc, char **argv);
int cmd_disasm(int argc, char **argv);
int cmd_jitdump(int argc, char **argv);
int cmd_ir(int argc, char **argv);

#endif
