# Bytes and strings.

        .include "kernel.inc"

        .text

# The length of the string at a0.
        .globl  string_length
string_length:
        mv      t0, a0
1:      lbu     t1, (t0)
        addi    t0, t0, 1
        bnez    t1, 1b
        sub     a0, t0, a0
        addi    a0, a0, -1
        ret

# Copies a2 bytes from a1 to a0, which do not overlap.
        .globl  copy
copy:
        or      t0, a0, a1
        andi    t0, t0, 7
        bnez    t0, 2f
1:      li      t0, 8
        bltu    a2, t0, 2f
        ld      t1, (a1)
        sd      t1, (a0)
        addi    a0, a0, 8
        addi    a1, a1, 8
        addi    a2, a2, -8
        j       1b
2:      beqz    a2, 3f
        lbu     t1, (a1)
        sb      t1, (a0)
        addi    a0, a0, 1
        addi    a1, a1, 1
        addi    a2, a2, -1
        j       2b
3:      ret

# Compares a2 bytes: 0 in a0 if they are equal.
        .globl  compare
compare:
        beqz    a2, 1f
        lbu     t0, (a0)
        lbu     t1, (a1)
        addi    a0, a0, 1
        addi    a1, a1, 1
        addi    a2, a2, -1
        beq     t0, t1, compare
        li      a0, 1
        ret
1:      li      a0, 0
        ret

# Whether two strings are equal: 1 in a0 if they are.
        .globl  same_string
same_string:
        lbu     t0, (a0)
        lbu     t1, (a1)
        bne     t0, t1, 1f
        addi    a0, a0, 1
        addi    a1, a1, 1
        bnez    t0, same_string
        li      a0, 1
        ret
1:      li      a0, 0
        ret
