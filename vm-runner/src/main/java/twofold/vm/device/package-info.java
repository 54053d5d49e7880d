/**
 * The board's devices: UART, interrupt controllers, clock, power switch, PCI host. A device never learns its own address; it asserts
 * its interrupt through an {@link twofold.vm.device.InterruptLine}.
 */
package twofold.vm.device;
