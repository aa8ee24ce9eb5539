/* gate.h: what must be done for `manicule gate` before the environment is asked anything: whoever
 * comes in over SSH may have written it. */
#ifndef MANICULE_CMD_GATE_H
#define MANICULE_CMD_GATE_H

/* Keeps SSH_ORIGINAL_COMMAND aside, and of the rest nothing but a TERM that is the plain name of a
 * terminal. The locale is C.UTF-8, the umask 077. Done once, however often it is called. */
void gate_environment(void);

#endif
