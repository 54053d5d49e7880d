/**
 * A process's memory: areas ({@link twofold.container.mm.Vma}), the page table, demand paging, copy-on-write, and the kernel's access
 * to user memory. The invariant: a page table entry grants at most what its area's protection grants, and grants WRITE only to a frame
 * that this address space alone may change (or that is truly shared). Whoever takes a right away flushes the TLB. Sources: mmap(2),
 * mremap(2), mprotect(2), madvise(2), brk(2), fork(2). Start reading at {@link twofold.container.mm.Mm} (the areas),
 * {@link twofold.container.mm.PageFaults} (how pages come), {@link twofold.container.mm.Eviction} (how they go) and {@link twofold.container.mm.Account} (who pays).
 */
package twofold.container.mm;
