/** Where a machine's instructions went: samples by mode and, for the kernel, by function where its file has symbols. */
package twofold.vm.profile;
