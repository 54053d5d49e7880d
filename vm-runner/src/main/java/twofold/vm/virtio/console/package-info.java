/** The virtio console (Virtio 1.2, section 5.3) with several ports: byte streams between the host and named ports of the guest. */
package twofold.vm.virtio.console;
