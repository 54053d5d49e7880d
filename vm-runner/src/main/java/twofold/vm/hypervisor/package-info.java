/**
 * The hypervisor: a machine's harts, devices and time. {@link twofold.vm.hypervisor.Machine} is what others see of it; {@code Processor} is one
 * hart with its timers, {@code Devices} is the wiring of the board and {@code SupervisorCalls} the side that the SBI sees.
 *
 * <p>A {@code Schedule} has the harts run. {@code Turns} runs them on one thread, in order; each turn is a budget of instructions. With a virtual
 * clock a turn ends exactly where the next timer is due, so that every run is the same. {@code Threads}, for the host's clock and several harts,
 * gives each hart a {@code HartThread}, the only one that touches the hart while the machine runs, with two exceptions: anybody may raise and
 * lower its interrupts, and look at its counters. What others want of it (a remote fence, a start) it does itself between two turns, also while
 * it waits for what it asked of others.
 *
 * <p>Locks: who touches a device, the guest's program or the console holds the monitor of the machine's memory; under that, a hart's pending
 * interrupts have a lock of their own. Nobody waits for another hart while holding either.
 */
package twofold.vm.hypervisor;
