/**
 * Virtio 1.2: split virtqueues, the PCI transport, and what a device is to it. A device never learns its transport: it is told of
 * notifications, takes {@link twofold.vm.virtio.Chain}s from its {@link twofold.vm.virtio.Virtqueue}s and completes them. Everything
 * that comes from the guest (addresses, lengths, indexes) is checked; a driver that breaks the rules gets a device that needs a reset.
 */
package twofold.vm.virtio;
