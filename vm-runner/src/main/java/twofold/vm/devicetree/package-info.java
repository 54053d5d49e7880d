/** The device tree blob that tells a guest kernel what the machine has. */
package twofold.vm.devicetree;
