# Four harts in S-mode under a hypervisor, each checking what the others do. The machine powers off if all was right, and fails if not.
# s0: the hart's number; s11: the barriers passed.
        .equ    HARTS, 4
        .equ    COUNTS, 20000
        .equ    MESSAGES, 20000
        .equ    ROUNDS, 100
        .equ    RAM, 0x80000000
        .equ    WINDOW, 0x40000000      # the virtual address whose page is exchanged
        .equ    PAUSE, 0x0100000f

        .macro  sbi extension, function
        li      a7, \extension
        li      a6, \function
        ecall
        .endm

        .macro  check register, value
        li      t6, \value
        bne     \register, t6, fail
        .endm

        # Waits until all harts are here.
        .macro  barrier
        addi    s11, s11, HARTS
        la      t0, arrived
        li      t1, 1
        amoadd.w.aqrl zero, t1, (t0)
9:      .4byte  PAUSE
        lw      t1, (t0)
        blt     t1, s11, 9b
        fence   rw, rw
        .endm

        .text
        .globl  _start
_start: li      s0, 0
        li      s1, 1                   # hart 0 starts the others
1:      mv      a0, s1
        la      a1, secondary
        li      a2, 77
        sbi     0x48534d, 0
        bnez    a0, fail
        mv      a0, s1
        sbi     0x48534d, 2
        bnez    a0, fail
        check   a1, 0
        addi    s1, s1, 1
        li      t0, HARTS
        blt     s1, t0, 1b
        j       all
secondary:
        mv      s0, a0
        check   a1, 77
all:    la      t0, fail
        csrw    stvec, t0
        li      s11, 0
        csrwi   sie, 2                  # software interrupts end a wait
        barrier

        # Counting together: AMOs, LR/SC, a spinlock
        li      s1, COUNTS
1:      li      t1, 1
        la      t0, amow
        amoadd.w zero, t1, (t0)
        la      t0, amod
        amoadd.d zero, t1, (t0)
        la      t0, conditional
2:      lr.d    t2, (t0)
        addi    t2, t2, 1
        sc.d    t3, t2, (t0)
        bnez    t3, 2b
        andi    t2, s1, 15
        bnez    t2, 5f
        la      t0, lock
3:      lr.w.aq t2, (t0)
        bnez    t2, 4f
        sc.w    t3, t1, (t0)
        beqz    t3, 6f
        j       3b
4:      .4byte  PAUSE
        j       3b
6:      la      t2, guarded             # an increment that is not atomic
        ld      t3, (t2)
        addi    t3, t3, 1
        sd      t3, (t2)
        fence   rw, w
        sw      zero, (t0)
5:      addi    s1, s1, -1
        bnez    s1, 1b
        barrier
        li      s2, HARTS * COUNTS
        lw      t1, amow
        bne     t1, s2, fail
        ld      t1, amod
        bne     t1, s2, fail
        ld      t1, conditional
        bne     t1, s2, fail
        ld      t1, guarded
        check   t1, HARTS * COUNTS / 16

        # A message: harts 1 and 3 send, 2 and 0 receive
        la      s1, box
        andi    t0, s0, 2
        slli    t0, t0, 8
        add     s1, s1, t0
        andi    t0, s0, 1
        beqz    t0, 2f
        li      t0, 0
        li      t1, MESSAGES
1:      addi    t0, t0, 1
        sd      t0, 64(s1)
        fence   w, w
        sd      t0, (s1)
        bne     t0, t1, 1b
        j       3f
2:      li      t1, MESSAGES
1:      ld      t0, (s1)
        fence   r, r
        ld      t2, 64(s1)
        blt     t2, t0, fail
        bne     t0, t1, 1b
3:      barrier

        # Two writes, each before a read of the other: one of the reads sees one of the writes
        la      s2, left
        la      s3, right
        li      t0, 1
        blt     s0, t0, 1f
        la      s2, right
        la      s3, left
        beq     s0, t0, 1f
        la      s2, spare               # harts 2 and 3 only keep up
1:      li      s1, ROUNDS
1:      sd      zero, (s2)
        barrier
        sd      s1, (s2)
        fence   w, r
        ld      t2, (s3)
        la      t0, seen
        slli    t1, s0, 3
        add     t0, t0, t1
        sd      t2, (t0)
        barrier
        ld      t0, seen
        ld      t1, seen + 8
        or      t0, t0, t1
        beqz    t0, fail
        addi    s1, s1, -1
        bnez    s1, 1b

        # Code that hart 0 writes and all run
        li      s1, ROUNDS
1:      bnez    s0, 2f
        slli    t0, s1, 20
        li      t1, 0x513               # li a0, s1
        or      t0, t0, t1
        la      t1, written
        sw      t0, (t1)
        li      t0, 0x8067              # ret
        sw      t0, 4(t1)
        fence.i
        li      a0, 0
        li      a1, -1
        sbi     0x52464e43, 0
        bnez    a0, fail
2:      barrier
        la      t0, written
        jalr    t0
        bne     a0, s1, fail
        barrier
        addi    s1, s1, -1
        bnez    s1, 1b

        # A page that hart 0 exchanges for another while the others read it; the old one is used for something else
        bnez    s0, 1f
        la      t0, root
        li      t1, 0x20000000 | 0xcf   # RAM as it is, one leaf of 1 GiB
        sd      t1, 16(t0)
        la      t1, middle
        srli    t1, t1, 2
        ori     t1, t1, 1
        sd      t1, 8(t0)
        la      t0, middle
        la      t1, low
        srli    t1, t1, 2
        ori     t1, t1, 1
        sd      t1, (t0)
        la      t0, low
        la      t1, frames
        srli    t1, t1, 2
        ori     t1, t1, 0xc7
        sd      t1, (t0)
1:      barrier
        la      t0, root
        srli    t0, t0, 12
        li      t1, 8 << 60
        or      t0, t0, t1
        csrw    satp, t0
        sfence.vma
        li      s2, WINDOW
        barrier
        bnez    s0, 4f
        li      s1, ROUNDS
        la      s3, frames
        li      s4, 4096
        add     s4, s4, s3
2:      sd      zero, (s4)              # the fresh one
        srli    t1, s4, 2
        ori     t1, t1, 0xc7
        la      t0, low
        sd      t1, (t0)
        fence   rw, rw
        sfence.vma
        li      a0, HARTS * HARTS - 2   # all but this one
        li      a1, 0
        li      a2, WINDOW
        li      a3, 4096
        sbi     0x52464e43, 1
        bnez    a0, fail
        li      t0, -1
        sd      t0, (s3)                # nobody may see this
        mv      t0, s3
        mv      s3, s4
        mv      s4, t0
        addi    s1, s1, -1
        bnez    s1, 2b
        li      t0, 1
        sw      t0, ended, t1
        j       5f
4:      ld      t0, (s2)
        bnez    t0, fail
        lw      t0, ended
        beqz    t0, 4b
5:      csrwi   satp, 0
        sfence.vma
        barrier

        # Waking harts that wait, one after the other and back
        li      s1, ROUNDS
1:      bnez    s0, 2f
        li      a0, 2                   # hart 0 begins
        j       3f
2:      wfi
        csrr    t0, sip
        andi    t0, t0, 2
        beqz    t0, 2b
        csrci   sip, 2
        addi    t0, s0, 1
        andi    t0, t0, HARTS - 1
        li      a0, 1
        sll     a0, a0, t0
3:      li      a1, 0
        sbi     0x735049, 0
        bnez    a0, fail
        bnez    s0, 5f
4:      wfi
        csrr    t0, sip
        andi    t0, t0, 2
        beqz    t0, 4b
        csrci   sip, 2
5:      addi    s1, s1, -1
        bnez    s1, 1b

        bnez    s0, 6f
7:      li      a0, HARTS - 1           # hart 0 waits until the others have stopped
        sbi     0x48534d, 2
        li      t0, 1
        bne     a1, t0, 7b
        li      a0, 0
        li      a1, 0
        sbi     0x53525354, 0
6:      sbi     0x48534d, 1
        .balign 4
fail:   li      a0, 0
        li      a1, 1
        sbi     0x53525354, 0
        j       fail

        .data
        .balign 64
arrived: .dword 0
        .balign 64
amow:   .dword  0
        .balign 64
amod:   .dword  0
        .balign 64
conditional: .dword 0
        .balign 64
lock:   .dword  0
        .balign 64
guarded: .dword 0
        .balign 64
left:   .dword  0
        .balign 64
right:  .dword  0
        .balign 64
spare:  .dword  0
        .balign 64
seen:   .zero   8 * HARTS
ended:  .dword  0
        .balign 512
box:    .zero   2048
        .balign 4096
written: .zero  4096
root:   .zero   4096
middle: .zero   4096
low:    .zero   4096
frames: .zero   8192
