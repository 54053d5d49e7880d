# The flattened device tree (Devicetree Specification, chapter 5): how much RAM there is, where the initial archive lies, where the clock is.
# Everything in it is big-endian.

        .include "kernel.inc"

        .equ    BEGIN_NODE, 1
        .equ    END_NODE, 2
        .equ    PROPERTY, 3
        .equ    NOP, 4

        .text

# Reads the tree at a0.
        .globl  read_device_tree
read_device_tree:
        enter
        mv      s0, a0
        addi    a0, s0, 8
        call    big_word
        add     s1, s0, a0                      # structure
        addi    a0, s0, 12
        call    big_word
        add     s2, s0, a0                      # strings
        li      s3, 0                           # 1 in the memory node, 2 in the clock's
1:      mv      a0, s1
        call    big_word
        addi    s1, s1, 4
        li      t0, BEGIN_NODE
        beq     a0, t0, 2f
        li      t0, PROPERTY
        beq     a0, t0, 3f
        li      t0, END_NODE
        beq     a0, t0, 7f
        li      t0, NOP
        beq     a0, t0, 1b
        leave
2:      mv      a0, s1                          # a node: its name, padded to four bytes
        la      a1, memory_prefix
        li      a2, 7
        call    compare
        seqz    s3, a0
        mv      a0, s1
        la      a1, clock_prefix
        li      a2, 4
        call    compare
        bnez    a0, 8f
        li      s3, 2
8:      mv      a0, s1
        call    string_length
        add     s1, s1, a0
        addi    s1, s1, 4
        andi    s1, s1, -4
        j       1b
3:      mv      a0, s1                          # a property: length, name, value
        call    big_word
        mv      s4, a0
        addi    a0, s1, 4
        call    big_word
        add     s5, s2, a0
        addi    s6, s1, 8
        add     s1, s6, s4
        addi    s1, s1, 3
        andi    s1, s1, -4
        beqz    s3, 4f
        mv      a0, s5
        la      a1, reg_name
        call    same_string
        beqz    a0, 4f
        mv      a0, s6                          # two cells of address, two of size
        la      s7, clock_address
        li      t0, 2
        beq     s3, t0, 9f
        addi    a0, s6, 8
        call    big_double
        li      t0, RAM
        add     a0, a0, t0
        la      t0, ram_end
        sd      a0, (t0)
4:      mv      a0, s5
        la      a1, start_name
        call    same_string
        la      s7, archive_start
        bnez    a0, 5f
        mv      a0, s5
        la      a1, end_name
        call    same_string
        la      s7, archive_end
        bnez    a0, 5f
        mv      a0, s5
        la      a1, seed_name
        call    same_string
        la      s7, random_state
        beqz    a0, 1b
5:      mv      a0, s6
        li      t0, 4
        beq     s4, t0, 6f
9:      call    big_double
        sd      a0, (s7)
        j       1b
6:      call    big_word
        sd      a0, (s7)
        j       1b
7:      li      s3, 0
        j       1b

# The 64 bits at a0.
big_double:
        mv      t6, ra
        mv      t5, a0
        call    big_word
        slli    t4, a0, 32
        addi    a0, t5, 4
        call    big_word
        or      a0, a0, t4
        jr      t6

# The 32 bits at a0.
big_word:
        lbu     t0, 0(a0)
        lbu     t1, 1(a0)
        lbu     t2, 2(a0)
        lbu     t3, 3(a0)
        slli    t0, t0, 24
        slli    t1, t1, 16
        slli    t2, t2, 8
        or      t0, t0, t1
        or      t2, t2, t3
        or      a0, t0, t2
        ret

        .section .rodata
memory_prefix:  .asciz  "memory@"
clock_prefix:   .asciz  "rtc@"
seed_name:      .asciz  "rng-seed"
reg_name:       .asciz  "reg"
start_name:     .asciz  "linux,initrd-start"
end_name:       .asciz  "linux,initrd-end"

        .bss
        .balign 8
        .globl  ram_end, archive_start, archive_end, clock_address
clock_address:  .zero   8                       # a Goldfish RTC; 0 if there is none
ram_end:        .zero   8
archive_start:  .zero   8
archive_end:    .zero   8
