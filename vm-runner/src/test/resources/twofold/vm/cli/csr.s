# Machine-mode CSRs: what can be written, what reads as written, what is not there.
        .globl  test, machine_handler
test:   csrwi   mscratch, 3
        csrrci  a1, mscratch, 1
        expect  2, a1, 3
        csrrsi  a2, mscratch, 4
        expect  3, a2, 2
        li      a0, 0xbad1dea
        csrrw   a1, mscratch, a0
        expect  4, a1, 6
        li      a0, 0x1dea
        csrrc   a0, mscratch, a0
        expect  5, a0, 0xbad1dea
        csrr    a0, mscratch
        expect  6, a0, 0xbad0000

        csrr    s0, misa                # misa tells RV64 and cannot be changed
        srli    a0, s0, 62
        expect  7, a0, 2
        csrw    misa, zero
        csrr    a0, misa
        li      gp, 8
        bne     a0, s0, fail
        li      a1, 0x14112d            # acdfimsu
        and     a0, s0, a1
        bne     a0, a1, fail

        li      a0, MPP                 # there is no mode 2
        csrs    mstatus, a0
        li      a0, 1 << 11
        csrc    mstatus, a0
        csrr    a0, mstatus
        li      a1, MPP
        and     a0, a0, a1
        expect  9, a0, MPP

        li      a0, -1                  # an ecall from machine mode is never delegated
        csrw    medeleg, a0
        csrr    a0, medeleg
        expect  10, a0, 0xb3ff
        csrw    medeleg, zero
        li      a0, -1
        csrw    mideleg, a0
        csrr    a0, mideleg
        expect  11, a0, 0x222
        csrw    mideleg, zero
        li      a0, -1
        csrw    mepc, a0                # even addresses only
        csrr    a0, mepc
        expect  12, a0, -2
        li      a0, -1
        csrw    mie, a0
        csrr    a0, mie
        expect  13, a0, 0xaaa
        csrw    mie, zero
        csrr    s1, mtvec               # a reserved vector mode does not stick
        ori     a0, s1, 2
        csrw    mtvec, a0
        csrr    a0, mtvec
        csrw    mtvec, s1
        li      gp, 14
        bne     a0, s1, fail
        li      a0, 5 << 60             # a translation mode that is not there: nothing changes
        csrw    satp, a0
        csrr    a0, satp
        expect  15, a0, 0

        csrr    a0, mvendorid
        csrr    a0, marchid
        csrr    a0, mimpid
        csrr    a0, mconfigptr
        csrr    a0, mhpmcounter3
        csrr    a0, mhpmevent31
        csrr    a0, mcountinhibit
        csrr    a0, mhartid
        expect  16, a0, 0
        csrwi   minstret, 0             # the write itself does not count
        csrr    a0, minstret
        expect  17, a0, 0
        csrwi   mcycle, 0
        csrr    a0, mcycle
        expect  18, a0, 0
        li      a0, 1 << 63             # there are no triggers
        csrw    tselect, a0
        csrr    a0, tselect
        expect  19, a0, 0
        csrr    a0, tdata1
        expect  20, a0, 0
        csrw    tinfo, zero
        csrr    a0, tinfo
        expect  24, a0, 1

        li      s2, 0                   # what follows traps, one by one
        csrr    a0, 0x7c0
        csrw    cycle, zero
        csrwi   mhartid, 1
        csrr    a0, 0x5c0
        csrr    a0, 0x3a1
        expect  21, s2, 5
        li      a0, 2 << 13
        csrs    mstatus, a0
        li      a0, -1
        csrw    fcsr, a0
        csrr    a0, fcsr
        expect  22, a0, 0xff
        csrr    a0, mstatus
        srli    a0, a0, 63
        expect  23, a0, 1
        j       pass

        .balign 4
machine_handler:
        csrr    t0, mcause
        li      t1, ILLEGAL
        bne     t0, t1, fail
        csrr    t0, mepc
        lw      t1, (t0)                # mtval holds the instruction
        csrr    t2, mtval
        slli    t1, t1, 32
        srli    t1, t1, 32
        bne     t1, t2, fail
        addi    t0, t0, 4
        csrw    mepc, t0
        addi    s2, s2, 1
        mret
