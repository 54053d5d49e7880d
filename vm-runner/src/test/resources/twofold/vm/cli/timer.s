# The timers of both modes: mtimecmp of the ACLINT, stimecmp; wfi ends when one is due; delegation; the interrupt is where it was.
        .equ    MTIMECMP, 0x2004000
        .equ    MTIME, 0x200bff8
        .globl  test, machine_handler, supervisor_handler
test:   li      s0, MTIMECMP
        li      s1, MTIME
        ld      t0, (s1)
        addi    t0, t0, 100
        sd      t0, (s0)
        li      t1, 1 << 7
        csrs    mie, t1
        li      s2, 0
1:      wfi                             # not enabled in mstatus: goes on
        csrr    t2, mip
        andi    t2, t2, 1 << 7
        beqz    t2, 1b
        ld      t1, (s1)
        li      gp, 2
        bltu    t1, t0, fail
        expect  3, s2, 0
        csrsi   mstatus, 8
        expect  4, s2, 1
        csrci   mstatus, 8
        li      gp, 9                   # the time CSR and mtime are one clock
        li      t2, 20000
1:      csrr    t0, time
        ld      t1, (s1)
        bltu    t1, t0, fail
        csrr    t0, time
        bltu    t0, t1, fail
        addi    t2, t2, -1
        bnez    t2, 1b
        li      t1, 1 << 63             # stimecmp
        csrs    menvcfg, t1
        li      t1, 2
        csrs    mcounteren, t1
        li      t1, 1 << 5
        csrs    mideleg, t1
        csrs    mie, t1
        la      t0, 1f
        csrw    mepc, t0
        li      t0, MPP
        csrc    mstatus, t0
        li      t0, MPP_S
        csrs    mstatus, t0
        mret
1:      csrr    t0, time
        li      t1, 100000
        add     t0, t0, t1
        csrw    stimecmp, t0
        csrr    t1, sip
        expect  5, t1, 0
1:      wfi
        csrr    t1, sip
        andi    t1, t1, 1 << 5
        beqz    t1, 1b
        csrr    t1, time
        li      gp, 6
        bltu    t1, t0, fail
        li      s3, 0
        csrsi   sstatus, 2
        expect  7, s3, 1
        csrr    t1, sip
        expect  8, t1, 0
        li      s4, 0                   # and while something runs
        csrr    t0, time
        li      t1, 50000
        add     t0, t0, t1
        csrw    stimecmp, t0
2:      addi    s4, s4, 1
        li      t1, 2
        bne     s3, t1, 2b
        j       pass

        .balign 4
machine_handler:
        csrr    t1, mcause
        li      t2, (1 << 63) + 7
        bne     t1, t2, fail
        addi    s2, s2, 1
        li      t1, -1
        sd      t1, (s0)
        mret
        .balign 4
supervisor_handler:
        csrr    t1, scause
        li      t2, (1 << 63) + 5
        bne     t1, t2, fail
        addi    s3, s3, 1
        li      t1, -1
        csrw    stimecmp, t1
        sret
