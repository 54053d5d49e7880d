# Jumps: to two-byte boundaries, with the lowest bit set, to where nothing is; loads and stores outside memory; misaligned ones.
        .globl  test, machine_handler
        .option norvc
test:   li      gp, 2
        la      t0, 1f
        jalr    t1, 2(t0)
1:      .option rvc
        c.j     fail_near
        c.j     2f
        .option norvc
fail_near:
        j       fail
2:      li      gp, 3
        la      t0, 3f
        jalr    t1, 1(t0)
3:      li      gp, 4                   # a jump completes, and its target cannot be fetched
        la      s1, 4f
        li      t0, 1 << 63
        xor     t0, t0, s1
        li      s2, FETCH_ACCESS
        li      t2, 0
        jalr    t2, (t0)
4:      li      gp, 5
        bne     t2, s1, fail
        li      gp, 6
        la      s1, 5f
        li      s2, LOAD_ACCESS
        mv      t2, s1
        lb      t2, (t0)
        j       fail
5:      bne     t2, s1, fail
        li      gp, 7
        la      s1, 6f
        li      s2, STORE_ACCESS
        sd      t2, (t0)
        j       fail
6:      la      a0, bytes
        lh      a1, 1(a0)
        expect  8, a1, 0x0302
        lw      a1, 3(a0)
        expect  9, a1, 0x07060504
        ld      a1, 5(a0)
        expect  10, a1, 0x0d0c0b0a09080706
        li      a1, -1
        sd      a1, 1(a0)
        ld      a1, (a0)
        expect  11, a1, -255
        la      a0, patch               # code that was just written runs after fence.i
        li      a1, 0x00700513          # li a0, 7
        sw      a1, (a0)
        fence.i
patch:  li      a0, 1
        expect  12, a0, 7
        j       pass

        .balign 4
machine_handler:
        csrr    t6, mcause
        bne     t6, s2, fail
        csrr    t6, mtval
        bne     t6, t0, fail
        csrw    mepc, s1
        mret

        .section .data
bytes:  .byte   1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
