# Alignment that the linker cuts to size, with and without compressed instructions.
        nop
        .p2align 4
a:      addi    t0, t0, 1
        .balign 8
        call    a
        addi    a0, a0, 1
        .p2align 5
        addi    a0, a0, 1
        .option norvc
        .p2align 2
        .p2align 3
        .word   1
