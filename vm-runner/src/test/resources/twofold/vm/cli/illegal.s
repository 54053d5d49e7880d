# What traps as illegal, mode by mode: reserved words, WFI under TW, satp and SFENCE.VMA under TVM, SRET under TSR; a vectored interrupt.
        .globl  test, machine_handler
        .option norvc
test:   li      s2, 0
        .word   0
        .word   0xffffffff
        expect  2, s2, 2
        csrwi   mip, 2
        csrwi   mie, 2
        csrr    s0, mtvec
        la      t0, vectors + 1
        csrw    mtvec, t0
        li      gp, 3
        csrsi   mstatus, 8
1:      j       1b
interrupted:
        csrw    mtvec, s0
        csrr    a0, mcause
        expect  4, a0, (1 << 63) + 1
        csrwi   mideleg, 2              # so that wfi goes on in supervisor mode
        la      t0, supervisor
        csrw    mepc, t0
        li      t0, MPP
        csrc    mstatus, t0
        li      t0, MPP_S
        csrs    mstatus, t0
        mret
supervisor:
        li      s2, 0
        wfi
        sfence.vma
        csrr    t0, satp
        expect  5, s2, 0
        li      s3, TVM | TW | TSR
        csrr    a0, mscratch            # a machine CSR: the handler also sets s3 in mstatus
        expect  6, s2, 1
        sfence.vma
        sinval.vma zero, zero
        csrr    t0, satp
        csrw    satp, zero
        wfi
        sret
        expect  7, s2, 7
        sfence.w.inval
        sfence.inval.ir
        mret
        expect  8, s2, 8
        csrci   sip, 2                  # user mode could not mask it
        la      t0, user
        csrw    sepc, t0
        li      s4, TVM | TW | TSR
        csrr    a0, mscratch
        li      t0, SPP
        csrc    sstatus, t0
        sret
user:   li      s2, 0
        csrr    a0, sstatus
        wfi
        sret
        sfence.vma
        sfence.w.inval
        cbo.zero (sp)
        csrr    a0, cycle
        csrr    a0, stimecmp
        fadd.d  f0, f0, f0
        expect  9, s2, 9
        fence.i
        pause
        prefetch.r 0(zero)
        j       pass

        .balign 64
vectors:
        j       machine_handler
        j       interrupted
        .rept   14
        j       fail
        .endr

machine_handler:
        csrr    t0, mcause
        li      t1, ILLEGAL
        bne     t0, t1, fail
        csrs    mstatus, s3
        csrc    mstatus, s4
        li      s3, 0
        li      s4, 0
        csrr    t0, mepc
        addi    t0, t0, 4
        csrw    mepc, t0
        addi    s2, s2, 1
        mret
