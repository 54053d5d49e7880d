/**
 * Guest memory: 4 KiB frames of one host mapping, address spaces that map guest virtual pages to frames, the software TLB in front of
 * them, and the physical address map of a machine (RAM and devices).
 *
 * <p>A <em>host offset</em> is a byte's place in {@link twofold.riscv.memory.Frames#HOST}. A running hart sees memory only through its
 * address space's {@link twofold.riscv.memory.Tlb}; whoever changes a mapping, shares a frame or takes a right away flushes the TLB
 * entries for it, and nothing else needs to know. In a machine a page, or a superpage as a whole, is translated once until it is forgotten, since
 * translating sets accessed and dirty bits and must not depend on what an engine happens to keep; a window over superpages covers only what was touched, so that
 * the count of touched pages is exact. Copy-on-write is a frame with several references that is translated for reading but
 * not for writing. Start reading at {@link twofold.riscv.memory.AddressSpace}.
 */
package twofold.riscv.memory;
