/**
 * The hypervisor: a machine's harts, devices and time, run by one host thread. {@link twofold.vm.hypervisor.Machine} is what others see of
 * it; {@code Turns} has the harts take turns, {@code Processor} is one hart with its timers, {@code Devices} is the wiring of the board and
 * {@code SupervisorCalls} the side that the SBI sees. Harts take turns in order; each turn is a budget of instructions. With a virtual clock a
 * turn ends exactly where the next timer is due, so that every run is the same.
 */
package twofold.vm.hypervisor;
