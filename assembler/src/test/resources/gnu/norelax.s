# Alignment without relaxation by the linker.
        .option norelax
        nop
        .p2align 4
a:      addi    t0, t0, 1
        .balign 8
        call    a
        la      a0, a
        .option push
        .option norvc
        addi    a0, a0, 1
        j       a
        beqz    a0, a
        .p2align 3
        .option pop
        addi    a0, a0, 1
