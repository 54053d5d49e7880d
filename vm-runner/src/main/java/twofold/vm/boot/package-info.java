/** Putting a kernel, its initial file system and the device tree into a machine's RAM, as a boot loader does. */
package twofold.vm.boot;
