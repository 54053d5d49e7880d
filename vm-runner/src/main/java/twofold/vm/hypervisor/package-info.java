/**
 * The hypervisor: a machine's harts, devices and time, run by one host thread. Harts take turns in order; each turn is a budget of
 * instructions. With a virtual clock a turn ends exactly where the next timer is due, so that every run is the same.
 */
package twofold.vm.hypervisor;
