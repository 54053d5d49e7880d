# Filter: reads standard input to its end.
#
#   filter        counts lines, words and bytes, like wc
#   filter -c     copies it to standard output, like cat

        .equ    SYS_read, 63
        .equ    SYS_write, 64
        .equ    SYS_exit, 93
        .equ    BUFFER, 65536

        .section .rodata
usage_text:     .ascii  "usage: filter [-c]\n"
        .equ    usage_length, . - usage_text

        .text
        .globl  _start
_start:
        li      s0, 0                   # lines
        li      s1, 0                   # words
        li      s2, 0                   # bytes
        li      s3, 0                   # whether we are within a word
        ld      t0, 0(sp)
        li      t1, 1
        beq     t0, t1, count
        li      t1, 2
        bne     t0, t1, usage
        ld      t0, 16(sp)              # argv[1] must be the three bytes of "-c"
        lbu     t1, 0(t0)
        li      t2, '-'
        bne     t1, t2, usage
        lbu     t1, 1(t0)
        li      t2, 'c'
        bne     t1, t2, usage
        lbu     t1, 2(t0)
        bnez    t1, usage

copy:   call    read
        beqz    a0, exit
        la      s4, buffer
        add     s5, s4, a0
1:      mv      a1, s4                  # a pipe may take less than all of it
        sub     a2, s5, s4
        call    write
        add     s4, s4, a0
        bltu    s4, s5, 1b
        j       copy

count:  call    read
        beqz    a0, report
        add     s2, s2, a0
        la      t0, buffer
        add     t1, t0, a0
1:      lbu     t2, (t0)
        addi    t0, t0, 1
        addi    t3, t2, -'\n'
        seqz    t3, t3
        add     s0, s0, t3
        li      t3, ' '
        beq     t2, t3, 2f
        addi    t3, t2, -'\t'           # tab, line feed, vertical tab, form feed and carriage return are neighbours
        li      t4, 5
        bltu    t3, t4, 2f
        xori    t3, s3, 1               # a word begins where there was none
        add     s1, s1, t3
        li      s3, 1
        bltu    t0, t1, 1b
        j       count
2:      li      s3, 0
        bltu    t0, t1, 1b
        j       count

report: mv      a0, s0
        li      a3, ' '
        call    print_number
        mv      a0, s1
        li      a3, ' '
        call    print_number
        mv      a0, s2
        li      a3, '\n'
        call    print_number
        li      a0, 0
exit:   li      a7, SYS_exit
        ecall

usage:  li      a0, 2
        la      a1, usage_text
        li      a2, usage_length
        li      a7, SYS_write
        ecall
        li      a0, 2
        j       exit

# Reads into the buffer: the number of bytes, 0 at the end. An error ends the program.
read:   li      a0, 0
        la      a1, buffer
        li      a2, BUFFER
        li      a7, SYS_read
        ecall
        bltz    a0, failed
        ret

# Prints a0 in decimal, and behind it the character a3.
print_number:
        la      a1, digits_end
        sb      a3, (a1)
        li      t0, 10
1:      remu    t1, a0, t0
        divu    a0, a0, t0
        addi    t1, t1, '0'
        addi    a1, a1, -1
        sb      t1, (a1)
        bnez    a0, 1b
        la      a2, digits_end + 1
        sub     a2, a2, a1

# Writes a2 bytes from a1: how many were taken. An error ends the program.
write:  li      a0, 1
        li      a7, SYS_write
        ecall
        bltz    a0, failed
        ret

failed: li      a0, 1
        j       exit

        .bss
digits:         .zero   24
digits_end:     .zero   8
        .balign 16
buffer:         .zero   BUFFER
