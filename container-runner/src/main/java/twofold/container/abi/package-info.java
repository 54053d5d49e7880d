/**
 * The numbers of the Linux user-space interface as riscv64 has them (asm-generic): constants and layouts, no logic and no imports of
 * our own. Sources: the kernel's {@code include/uapi} headers and the man pages named at each class.
 */
package twofold.container.abi;
