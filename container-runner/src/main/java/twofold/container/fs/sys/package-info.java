/** /sys, as little of it as programs look for: which processors there are, and where file systems of the kernel's own go. Read-only. */
package twofold.container.fs.sys;
