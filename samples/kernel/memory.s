# Page frames with reference counts, Sv39 page tables, copy on write, and the kernel's way to user memory.
#
# The kernel is mapped in every page table by the same entries of the root, one gigabyte each, at the addresses RAM has without
# translation: it runs on unchanged when translation is switched on, and reaches every frame by its physical address. User space is all
# below. A frame's count says how many user page tables hold it; fork makes writable pages read-only and marks them PTE_COW in both
# tables, and the first store takes a copy, or the page itself if nobody else holds it any more.

        .include "kernel.inc"

        .text

# Prepares the frames and switches translation on. a0 is the device tree, which stays.
        .globl  memory_init
memory_init:
        enter
        la      t0, tree_start
        sd      a0, (t0)
        ld      t1, ram_end
        la      t2, _end                        # two bytes of count for each frame, behind the kernel
        addi    t2, t2, 15
        andi    t2, t2, -16
        la      t0, counts
        sd      t2, (t0)
        li      t3, RAM
        sub     t3, t1, t3
        srli    t3, t3, 11
        add     t2, t2, t3
        li      t3, PAGE - 1
        add     t2, t2, t3
        not     t3, t3
        and     t2, t2, t3
        la      t0, fresh
        sd      t2, (t0)
        call    new_page
        la      t0, kernel_root
        sd      a0, (t0)
        li      t1, RAM                         # gigabyte leaves: readable, writable, executable, not for the user
        ld      t2, ram_end
        li      t4, 1 << 30
1:      srli    t3, t1, 30
        slli    t3, t3, 3
        add     t3, t3, a0
        srli    t5, t1, 2
        ori     t5, t5, PTE_V | PTE_R | PTE_W | PTE_X | PTE_USED
        sd      t5, (t3)
        add     t1, t1, t4
        bltu    t1, t2, 1b
        call    use_root
        leave

# Makes a0 the page table in use.
        .globl  use_root
use_root:
        srli    t0, a0, 12
        li      t1, 8 << 60                     # Sv39
        or      t0, t0, t1
        csrr    t1, satp
        beq     t0, t1, 1f
        csrw    satp, t0
        sfence.vma
1:      ret

# A zeroed frame with count 1 in a0, or 0 if there is none.
        .globl  new_page
new_page:
        la      t0, free_pages
        ld      a0, (t0)
        beqz    a0, 2f
        ld      t1, (a0)
        sd      t1, (t0)
1:      li      t0, PAGE
        mv      t1, a0
        add     t0, t0, a0
3:      sd      zero, 0(t1)
        sd      zero, 8(t1)
        sd      zero, 16(t1)
        sd      zero, 24(t1)
        addi    t1, t1, 32
        bltu    t1, t0, 3b
        li      t0, 1
        j       store_count
2:      la      t0, fresh                       # never used before: skip what was loaded with us
        ld      a0, (t0)
        ld      t1, archive_start
        ld      t2, archive_end
        li      t3, -PAGE
        and     t1, t1, t3
        bltu    a0, t1, 4f
        bgeu    a0, t2, 4f
        li      t3, PAGE - 1
        add     a0, t2, t3
        not     t3, t3
        and     a0, a0, t3
4:      li      t2, PAGE
        add     t1, a0, t2
        ld      t3, tree_start
        bgtu    t1, t3, 5f
        sd      t1, (t0)
        j       1b
5:      la      t0, out_of_memory
        li      t1, 1
        sd      t1, (t0)
        li      a0, 0
        ret

# The address of the count of frame a0, in t1. Changes t2.
count_of:
        ld      t1, counts
        li      t2, RAM
        sub     t2, a0, t2
        srli    t2, t2, 12
        slli    t2, t2, 1
        add     t1, t1, t2
        ret

store_count:
        mv      t6, ra
        call    count_of
        sh      t0, (t1)
        jr      t6

# One more page table holds frame a0.
hold_page:
        mv      t6, ra
        call    count_of
        lhu     t0, (t1)
        addi    t0, t0, 1
        sh      t0, (t1)
        jr      t6

# One less holds frame a0; the last one frees it.
        .globl  drop_page
drop_page:
        mv      t6, ra
        call    count_of
        lhu     t0, (t1)
        addi    t0, t0, -1
        sh      t0, (t1)
        bnez    t0, 1f
        la      t1, free_pages
        ld      t0, (t1)
        sd      t0, (a0)
        sd      a0, (t1)
1:      jr      t6

# A page table with nothing for the user, in a0; 0 if there is no memory.
        .globl  new_root
new_root:
        enter
        call    new_page
        beqz    a0, 2f
        ld      t0, kernel_root
        li      t1, 2                           # entries 0 and 1 are the user's
        li      t2, 512
1:      slli    t3, t1, 3
        add     t4, t3, t0
        ld      t5, (t4)
        add     t4, t3, a0
        sd      t5, (t4)
        addi    t1, t1, 1
        bltu    t1, t2, 1b
2:      leave

# The address of the last-level entry for user address a1 in table a0; with a2 not 0 missing tables are made. 0 if there is none.
        .globl  walk
walk:
        enter
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        li      s3, 30
1:      srl     t0, s1, s3
        andi    t0, t0, 511
        slli    t0, t0, 3
        add     s4, s0, t0
        li      t0, 12
        beq     s3, t0, 3f
        ld      t0, (s4)
        andi    t1, t0, PTE_V
        bnez    t1, 2f
        li      a0, 0
        beqz    s2, 4f
        call    new_page
        beqz    a0, 4f
        srli    t0, a0, 2
        ori     t0, t0, PTE_V
        sd      t0, (s4)
2:      srli    t0, t0, 10
        slli    s0, t0, 12
        addi    s3, s3, -9
        j       1b
3:      mv      a0, s4
4:      leave

# Maps frame a2 at user address a1 of table a0 with flags a3. 0, or ENOMEM.
        .globl  map_page
map_page:
        enter
        mv      s0, a2
        mv      s1, a3
        li      a2, 1
        call    walk
        mv      t0, a0
        li      a0, ENOMEM
        beqz    t0, 1f
        srli    t1, s0, 2
        or      t1, t1, s1
        ori     t1, t1, PTE_V | PTE_USED
        sd      t1, (t0)
        li      a0, 0
1:      leave

# For each entry of the user's part of table a0 that maps a page calls a1 with a0 the entry's address and a1 the user address; stops when
# it answers other than 0. s9 to s11 are the callee's.
each_page:
        enter
        mv      s0, a0
        mv      s1, a1
        li      s2, 0                           # user address
        li      s3, 0                           # its entry in the root
1:      slli    t0, s3, 3
        add     t0, t0, s0
        ld      t0, (t0)
        andi    t1, t0, PTE_V
        beqz    t1, 6f
        srli    t0, t0, 10
        slli    s4, t0, 12
        li      s5, 0
2:      slli    t0, s5, 3
        add     t0, t0, s4
        ld      t0, (t0)
        andi    t1, t0, PTE_V
        beqz    t1, 5f
        srli    t0, t0, 10
        slli    s6, t0, 12
        li      s7, 0
3:      slli    t0, s7, 3
        add     a0, t0, s6
        ld      t0, (a0)
        andi    t0, t0, PTE_V
        beqz    t0, 4f
        slli    a1, s3, 30
        slli    t0, s5, 21
        or      a1, a1, t0
        slli    t0, s7, 12
        or      a1, a1, t0
        jalr    s1
        bnez    a0, 7f
4:      addi    s7, s7, 1
        li      t0, 512
        bltu    s7, t0, 3b
5:      addi    s5, s5, 1
        li      t0, 512
        bltu    s5, t0, 2b
6:      addi    s3, s3, 1
        li      t0, 2
        bltu    s3, t0, 1b
        li      a0, 0
7:      leave

# Frees table a0 and what only it holds. It is not in use.
        .globl  free_root
free_root:
        enter
        mv      s0, a0
        la      a1, free_one
        call    each_page
        li      s1, 0
1:      slli    t0, s1, 3
        add     t0, t0, s0
        ld      t0, (t0)
        andi    t1, t0, PTE_V
        beqz    t1, 4f
        srli    t0, t0, 10
        slli    s2, t0, 12
        li      s3, 0
2:      slli    t0, s3, 3
        add     t0, t0, s2
        ld      a0, (t0)
        andi    t1, a0, PTE_V
        beqz    t1, 3f
        srli    a0, a0, 10
        slli    a0, a0, 12
        call    drop_page
3:      addi    s3, s3, 1
        li      t0, 512
        bltu    s3, t0, 2b
        mv      a0, s2
        call    drop_page
4:      addi    s1, s1, 1
        li      t0, 2
        bltu    s1, t0, 1b
        mv      a0, s0
        call    drop_page
        leave

free_one:
        mv      s10, ra
        ld      a0, (a0)
        srli    a0, a0, 10
        slli    a0, a0, 12
        call    drop_page
        li      a0, 0
        jr      s10

# Gives table a1 the pages of table a0, copied when they are written. 0, or ENOMEM.
        .globl  share_pages
share_pages:
        enter
        mv      s11, a1
        la      a1, share_one
        call    each_page
        sfence.vma
        leave

share_one:
        mv      s10, ra
        ld      t0, (a0)
        andi    t1, t0, PTE_W
        beqz    t1, 1f
        xori    t0, t0, PTE_W
        ori     t0, t0, PTE_COW
        sd      t0, (a0)
1:      li      t1, 0x3ff
        and     a3, t0, t1
        srli    t0, t0, 10
        slli    a2, t0, 12
        mv      s9, a2
        mv      a0, s11
        call    map_page
        bnez    a0, 2f
        mv      a0, s9
        call    hold_page
        li      a0, 0
2:      jr      s10

# The physical address of user address a0 for the current process, faulting the page in or copying it if a1 is not 0 (a store).
# 0 if the process may not, or if there is no frame left: then out_of_memory is 1.
        .globl  resolve
resolve:
        enter
        la      t0, out_of_memory
        sd      zero, (t0)
        mv      s0, a0
        mv      s1, a1
        li      t0, USER_TOP
        bgeu    s0, t0, 8f
        ld      a0, P_ROOT(tp)
        mv      a1, s0
        li      a2, 0
        call    walk
        mv      s2, a0
        beqz    s2, 3f
        ld      t0, (s2)
        andi    t1, t0, PTE_V
        beqz    t1, 3f
        li      t1, PTE_R | PTE_X
        beqz    s1, 1f
        andi    t1, t0, PTE_COW
        bnez    t1, 2f
        li      t1, PTE_W
1:      and     t1, t1, t0
        beqz    t1, 8f
        j       7f

2:      srli    a0, t0, 10                      # a store to a page to be copied
        slli    a0, a0, 12
        mv      s3, a0
        call    count_of
        lhu     t0, (t1)
        li      t1, 1
        bne     t0, t1, 4f
        ld      t0, (s2)                        # nobody else has it
        xori    t0, t0, PTE_COW | PTE_W
        j       6f
4:      call    new_page
        beqz    a0, 8f
        mv      s4, a0
        mv      a1, s3
        li      a2, PAGE
        call    copy
        mv      a0, s3
        call    drop_page
        ld      t0, (s2)
        li      t1, 0x3ff
        and     t0, t0, t1
        xori    t0, t0, PTE_COW | PTE_W
        srli    t1, s4, 2
        or      t0, t0, t1
        la      t1, pages_copied
        ld      t2, (t1)
        addi    t2, t2, 1
        sd      t2, (t1)
6:      sd      t0, (s2)
        sfence.vma
        j       7f

3:      mv      a0, s0                          # not there: zeros, if the address is in the heap, a mapping or the stack
        call    may_grow
        beqz    a0, 8f
        call    new_page
        beqz    a0, 8f
        mv      a2, a0
        ld      a0, P_ROOT(tp)
        li      t0, -PAGE
        and     a1, s0, t0
        li      a3, PTE_U | PTE_R | PTE_W
        call    map_page
        bnez    a0, 8f
        sfence.vma
        ld      a0, P_ROOT(tp)
        mv      a1, s0
        li      a2, 0
        call    walk
        mv      s2, a0
7:      ld      t0, (s2)
        srli    t0, t0, 10
        slli    t0, t0, 12
        li      t1, PAGE - 1
        and     t1, t1, s0
        or      a0, t0, t1
        leave
8:      li      a0, 0
        leave

# Whether user address a0 of the current process reads as zeros before anything is there.
may_grow:
        ld      t0, P_BRK_START(tp)
        ld      t1, P_BRK(tp)
        bltu    a0, t0, 1f
        bltu    a0, t1, 3f
1:      li      t0, STACK_LOW
        bgeu    a0, t0, 3f
        addi    t2, tp, P_MAPS
        li      t3, MAPS
2:      ld      t0, 0(t2)
        ld      t1, 8(t2)
        addi    t2, t2, 16
        addi    t3, t3, -1
        bltu    a0, t0, 4f
        bltu    a0, t1, 3f
4:      bnez    t3, 2b
        li      a0, 0
        ret
3:      li      a0, 1
        ret

# Removes the pages from user address a0 up to a1 of the current process.
        .globl  remove_pages
remove_pages:
        enter
        mv      s0, a0
        mv      s1, a1
1:      bgeu    s0, s1, 3f
        ld      a0, P_ROOT(tp)
        mv      a1, s0
        li      a2, 0
        call    walk
        beqz    a0, 2f
        ld      t0, (a0)
        andi    t1, t0, PTE_V
        beqz    t1, 2f
        sd      zero, (a0)
        srli    a0, t0, 10
        slli    a0, a0, 12
        call    drop_page
2:      li      t0, PAGE
        add     s0, s0, t0
        j       1b
3:      sfence.vma
        leave

# Copies a2 bytes from user address a1 to a0. 0, or EFAULT.
        .globl  copy_in
copy_in:
        li      a3, 0
        j       transfer

# Copies a2 bytes from a1 to user address a0. 0, or EFAULT.
        .globl  copy_out
copy_out:
        mv      t0, a0
        mv      a0, a1
        mv      a1, t0
        li      a3, 1

# Page by page between a0 (the kernel's) and user address a1.
transfer:
        enter
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        mv      s3, a3
1:      beqz    s2, 3f
        mv      a0, s1
        mv      a1, s3
        call    resolve
        beqz    a0, 4f
        li      t0, PAGE
        li      t1, PAGE - 1
        and     t1, t1, s1
        sub     s4, t0, t1                      # what is left of the page
        bleu    s4, s2, 2f
        mv      s4, s2
2:      mv      a1, s0
        bnez    s3, 5f
        mv      a1, a0
        mv      a0, s0
5:      mv      a2, s4
        call    copy
        add     s0, s0, s4
        add     s1, s1, s4
        sub     s2, s2, s4
        j       1b
3:      li      a0, 0
        leave
4:      li      a0, EFAULT
        leave

# Copies a string from user address a1 to a0, where there is room for a2 bytes. Its length with the zero byte, EFAULT or ENAMETOOLONG.
        .globl  string_in
string_in:
        enter
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        mv      s3, a0
1:      li      a0, ENAMETOOLONG
        beqz    s2, 3f
        mv      a0, s1
        li      a1, 0
        call    resolve
        beqz    a0, 2f
        lbu     t0, (a0)
        sb      t0, (s0)
        addi    s0, s0, 1
        addi    s1, s1, 1
        addi    s2, s2, -1
        bnez    t0, 1b
        sub     a0, s0, s3
        leave
2:      li      a0, EFAULT
3:      leave

        .bss
        .balign 8
counts:         .zero   8
fresh:          .zero   8                       # frames from here on were never used
free_pages:     .zero   8                       # frames that were, linked through their first bytes
        .globl  kernel_root, pages_copied, out_of_memory
out_of_memory:  .zero   8                       # whether the last resolve failed for want of a frame
kernel_root:    .zero   8
pages_copied:   .zero   8
tree_start:     .zero   8
