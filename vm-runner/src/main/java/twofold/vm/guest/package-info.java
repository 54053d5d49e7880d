/**
 * The image's program inside a machine, seen from the host: its standard streams, the plan its agent carries out, what the agent or a
 * small kernel reports of it. The agent's source is {@code src/main/riscv/agent.s}; the plan's format and the control messages are
 * described there.
 */
package twofold.vm.guest;
