# What every bare program below starts with, in the manner of the RISC-V test suites' physical environment: one hart in machine mode,
# all memory open, nothing delegated, a trap handler that ends the program on an ecall, and optional handlers of the test's own.
# gp holds the number of the check that is under way.

        .equ    FETCH_ACCESS, 1
        .equ    ILLEGAL, 2
        .equ    BREAKPOINT, 3
        .equ    LOAD_ACCESS, 5
        .equ    STORE_ACCESS, 7
        .equ    USER_CALL, 8
        .equ    FETCH_PAGE, 12
        .equ    LOAD_PAGE, 13
        .equ    STORE_PAGE, 15
        .equ    SUM, 1 << 18
        .equ    MXR, 1 << 19
        .equ    TVM, 1 << 20
        .equ    TW, 1 << 21
        .equ    TSR, 1 << 22
        .equ    MPP, 3 << 11
        .equ    MPP_S, 1 << 11
        .equ    SPP, 1 << 8

        .section .text.init, "ax"
        .globl  _start
        .weak   machine_handler
        .weak   supervisor_handler
_start: j       reset
        .balign 4
trap:   csrr    t5, mcause
        li      t6, 8
        bltu    t5, t6, 1f
        li      t6, 11
        bleu    t5, t6, write_tohost
1:      la      t5, machine_handler
        beqz    t5, 2f
        jr      t5
2:      ori     gp, gp, 1337
write_tohost:
        sw      gp, tohost, t5
        sw      zero, tohost + 4, t5
        j       write_tohost

reset:  csrr    a0, mhartid
1:      bnez    a0, 1b
        la      t0, 1f
        csrw    mtvec, t0
        csrwi   0x744, 8                # a CSR that may be missing
        .balign 4
1:      la      t0, 1f
        csrw    mtvec, t0
        csrwi   satp, 0
        .balign 4
1:      la      t0, 1f
        csrw    mtvec, t0
        li      t0, (1 << 53) - 1
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        .balign 4
1:      csrwi   mie, 0
        csrwi   medeleg, 0
        csrwi   mideleg, 0
        li      gp, 0
        la      t0, trap
        csrw    mtvec, t0
        la      t0, supervisor_handler
        beqz    t0, 1f
        csrw    stvec, t0
        li      t0, 1 << FETCH_PAGE | 1 << LOAD_PAGE | 1 << STORE_PAGE | 1 << USER_CALL | 1 << BREAKPOINT
        csrw    medeleg, t0
1:      csrwi   mstatus, 0
        li      a0, MPP
        csrs    mstatus, a0
        la      t0, test
        csrw    mepc, t0
        csrr    a0, mhartid
        mret

# Checks that a register holds a value.
        .macro  expect number, register, value
        li      gp, \number
        li      t6, \value
        bne     \register, t6, fail
        .endm

        .section .data
        .balign 64
        .globl  tohost, fromhost
tohost: .dword  0
        .balign 64
fromhost:
        .dword  0

        .section .text
fail:   fence
1:      beqz    gp, 1b
        slli    gp, gp, 1
        ori     gp, gp, 1
        ecall
pass:   fence
        li      gp, 1
        ecall
