# Pipeline: two processes with a pipe between them.
#
#   pipeline        the producer sends the numbers 1 to 100,000, the consumer adds them up
#   pipeline N      1 to N
# A pipe holds much less than that: the producer has to wait for the consumer, and the consumer for it. Prints the sum and how both
# processes ended. The exit status is that of the consumer: 0 if the sum is N (N + 1) / 2, else 3.

        .equ    SYS_close, 57
        .equ    SYS_pipe2, 59
        .equ    SYS_read, 63
        .equ    SYS_write, 64
        .equ    SYS_exit, 93
        .equ    SYS_clone, 220
        .equ    SYS_wait4, 260
        .equ    SIGCHLD, 17
        .equ    MOST, 100000000
        .equ    BUFFER, 1024

        .section .rodata
producer_text:  .asciz  "producer ended with "
consumer_text:  .asciz  ", consumer with "
sum_text:       .asciz  "sum "
line_end:       .asciz  "\n"
usage_text:     .ascii  "usage: pipeline [N], N from 0 to 100000000\n"
        .equ    usage_length, . - usage_text

        .text
        .globl  _start
_start:
        li      s0, 100000              # s0: N
        ld      t0, 0(sp)
        li      t1, 2
        bltu    t0, t1, 1f
        ld      a0, 16(sp)
        call    parse
        bltz    a0, usage
        mv      s0, a0
1:      la      a0, ends
        li      a1, 0
        li      a7, SYS_pipe2
        ecall
        bltz    a0, failed
        lw      s1, ends                # s1: where the pipe is read
        lw      s2, ends + 4            # s2: where it is written

        call    fork
        beqz    a0, producer
        mv      s3, a0
        call    fork
        beqz    a0, consumer
        mv      s4, a0

        mv      a0, s1                  # the consumer sees the end of its input once nobody has the other end open
        call    close
        mv      a0, s2
        call    close
        mv      a0, s3
        call    wait
        mv      s5, a0
        mv      a0, s4
        call    wait
        mv      s6, a0
        la      a0, producer_text
        call    print
        mv      a0, s5
        call    print_number
        la      a0, consumer_text
        call    print
        mv      a0, s6
        call    print_number
        la      a0, line_end
        call    print
        mv      a0, s6
        j       exit

# Sends each number as eight bytes, a buffer at a time.
producer:
        mv      a0, s1
        call    close
        li      s5, 1                   # the next number
1:      la      t0, buffer
        la      t1, buffer_end
2:      bgtu    s5, s0, 3f
        sd      s5, (t0)
        addi    s5, s5, 1
        addi    t0, t0, 8
        bltu    t0, t1, 2b
3:      la      s6, buffer
        mv      s7, t0
4:      beq     s6, s7, 5f
        mv      a0, s2
        mv      a1, s6
        sub     a2, s7, s6
        li      a7, SYS_write
        ecall
        bltz    a0, failed
        add     s6, s6, a0
        j       4b
5:      bleu    s5, s0, 1b
        li      a0, 0
        j       exit

consumer:
        mv      a0, s2
        call    close
        li      s5, 0                   # the sum
        la      s6, buffer              # where the next bytes go
1:      mv      a0, s1
        mv      a1, s6
        la      a2, buffer_end
        sub     a2, a2, s6
        li      a7, SYS_read
        ecall
        bltz    a0, failed
        beqz    a0, 4f
        add     s6, s6, a0
        la      t0, buffer
2:      addi    t1, t0, 8
        bgtu    t1, s6, 3f
        ld      t2, (t0)
        add     s5, s5, t2
        mv      t0, t1
        j       2b
3:      la      t1, buffer              # part of a number stays for the next time
        sub     t2, s6, t0
        add     s6, t1, t2
        ld      t2, (t0)
        sd      t2, (t1)
        j       1b
4:      la      a0, sum_text
        call    print
        mv      a0, s5
        call    print_number
        la      a0, line_end
        call    print
        addi    t0, s0, 1
        mul     t0, t0, s0
        srli    t0, t0, 1
        li      a0, 0
        beq     s5, t0, exit
        li      a0, 3
        j       exit

usage:  li      a0, 2
        la      a1, usage_text
        li      a2, usage_length
        li      a7, SYS_write
        ecall
        li      a0, 2
        j       exit
failed: li      a0, 1
exit:   li      a7, SYS_exit
        ecall

# A copy of this process: 0 in a0 in the copy, its pid in the original.
fork:   li      a0, SIGCHLD
        li      a1, 0
        li      a2, 0
        li      a3, 0
        li      a4, 0
        li      a7, SYS_clone
        ecall
        bltz    a0, failed
        ret

# Waits for process a0 to end: its exit status, or 128 and the signal that killed it.
wait:   la      a1, status
        li      a2, 0
        li      a3, 0
        li      a7, SYS_wait4
        ecall
        bltz    a0, failed
        lw      a0, status
        andi    t0, a0, 127
        srli    a0, a0, 8
        beqz    t0, 1f
        addi    a0, t0, 128
1:      ret

close:  li      a7, SYS_close
        ecall
        ret

# The number in the string at a0, or -1 if it is none from 0 to MOST.
parse:  mv      t0, a0
        li      a0, -1
        lbu     t1, (t0)
        beqz    t1, 2f
        li      a0, 0
        li      t3, MOST
1:      lbu     t1, (t0)
        addi    t0, t0, 1
        beqz    t1, 2f
        addi    t1, t1, -'0'
        li      t2, 10
        bgeu    t1, t2, 3f
        mul     a0, a0, t2
        add     a0, a0, t1
        bleu    a0, t3, 1b
3:      li      a0, -1
2:      ret

# Prints a0 in decimal.
print_number:
        la      a1, digits_end
        li      t0, 10
1:      remu    t1, a0, t0
        divu    a0, a0, t0
        addi    t1, t1, '0'
        addi    a1, a1, -1
        sb      t1, (a1)
        bnez    a0, 1b
        la      a2, digits_end
        sub     a2, a2, a1
        j       write

# Prints the string at a0.
print:  mv      a1, a0
1:      lbu     t0, (a0)
        addi    a0, a0, 1
        bnez    t0, 1b
        sub     a2, a0, a1
        addi    a2, a2, -1
write:  li      a0, 1
        li      a7, SYS_write
        ecall
        ret

        .bss
        .balign 8
ends:           .zero   8
status:         .zero   8
digits:         .zero   24
digits_end:
        .balign 8
buffer:         .zero   BUFFER
buffer_end:     .zero   8
