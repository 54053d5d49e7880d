# Firmware without a tohost word, wherever it is loaded: starts what it was told to start in supervisor mode, or fails with code 3 if that is nothing
# and with code 4 if it was told wrong.
        .equ    POWER, 0x100000
        .equ    FAIL, 0x3333
        .equ    MPP_S, 1 << 11
        .globl  _start
_start: lwu     t0, (a1)                # the device tree's magic number
        li      t1, 0xedfe0dd0
        bne     t0, t1, wrong
        ld      t0, (a2)                # what is to be started: magic number, version, address, mode, options, boot hart
        li      t1, 0x4942534f
        bne     t0, t1, wrong
        ld      t0, 8(a2)
        li      t1, 2
        bne     t0, t1, wrong
        ld      t0, 24(a2)
        li      t1, 1
        bne     t0, t1, wrong
        ld      t0, 16(a2)
        li      a3, 3 << 16 | FAIL
        beqz    t0, finish
        csrw    mepc, t0
        li      t0, (1 << 53) - 1
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        li      t0, MPP_S
        csrs    mstatus, t0
        mret
wrong:  li      a3, 4 << 16 | FAIL
finish: li      t0, POWER
        sw      a3, (t0)
1:      j       1b
