# Primes: the sieve of Eratosthenes, one byte for each number, in memory taken from the kernel with brk.
#
#   primes        counts the primes up to 1,000,000
#   primes N      up to N
# Prints how many there are and the last five.

        .equ    SYS_write, 64
        .equ    SYS_exit, 93
        .equ    SYS_brk, 214
        .equ    SHOWN, 5
        .equ    MOST, 100000000

        .section .rodata
up_to:          .asciz  " primes up to "
the_last:       .asciz  "\nthe last:"
space:          .asciz  " "
line_end:       .asciz  "\n"
usage_text:     .ascii  "usage: primes [N], N from 2 to 100000000\n"
        .equ    usage_length, . - usage_text
memory_text:    .ascii  "primes: not enough memory\n"
        .equ    memory_length, . - memory_text

        .text
        .globl  _start
_start:
        li      s0, 1000000             # s0: the last number looked at
        ld      t0, 0(sp)
        li      t1, 2
        bltu    t0, t1, take_memory
        ld      a0, 16(sp)
        call    parse
        bltz    a0, usage
        mv      s0, a0
take_memory:
        li      a0, 0                   # brk(0) tells where the heap begins
        li      a7, SYS_brk
        ecall
        mv      s1, a0                  # s1: the bytes; 1 for a composite. The kernel gives zeros
        add     s2, s1, s0
        addi    s2, s2, 1               # s2: their end
        mv      a0, s2
        li      a7, SYS_brk
        ecall
        bltu    a0, s2, no_memory       # brk answers where the heap ends now

        li      t0, 2
sieve:  mul     t1, t0, t0              # smaller multiples have a smaller factor
        bgtu    t1, s0, count
        add     t2, s1, t0
        lbu     t2, (t2)
        bnez    t2, next
        add     t1, s1, t1
        li      t3, 1
strike: sb      t3, (t1)
        add     t1, t1, t0
        bltu    t1, s2, strike
next:   addi    t0, t0, 1
        j       sieve

count:  li      s3, 0                   # s3: how many primes
        addi    t0, s1, 2
1:      bgeu    t0, s2, 2f
        lbu     t1, (t0)
        seqz    t1, t1
        add     s3, s3, t1
        addi    t0, t0, 1
        j       1b
2:      mv      a0, s3
        call    print_number
        la      a0, up_to
        call    print
        mv      a0, s0
        call    print_number
        la      a0, the_last
        call    print

        mv      s4, s2                  # back from the end until enough primes are behind
        li      s5, SHOWN
        bgeu    s3, s5, 3f
        mv      s5, s3
3:      beqz    s5, 5f
4:      addi    s4, s4, -1
        lbu     t1, (s4)
        bnez    t1, 4b
        addi    s5, s5, -1
        j       3b
5:      addi    t0, s1, 2               # and forward again, printing
        bgeu    s4, t0, 6f
        mv      s4, t0
6:      bgeu    s4, s2, 8f
        lbu     t1, (s4)
        bnez    t1, 7f
        la      a0, space
        call    print
        sub     a0, s4, s1
        call    print_number
7:      addi    s4, s4, 1
        j       6b
8:      la      a0, line_end
        call    print
        li      a0, 0
        j       exit

usage:  la      a1, usage_text
        li      a2, usage_length
        li      a3, 2
        j       fail
no_memory:
        la      a1, memory_text
        li      a2, memory_length
        li      a3, 1
fail:   li      a0, 2                   # standard error
        li      a7, SYS_write
        ecall
        mv      a0, a3
exit:   li      a7, SYS_exit
        ecall

# The number in the string at a0, or -1 if it is none from 2 to MOST.
parse:  mv      t0, a0
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
        j       3f
2:      li      t2, 2
        bgeu    a0, t2, 4f
3:      li      a0, -1
4:      ret

# Prints a0 in decimal. The digits come last first, so they are stored from the end of a buffer on.
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
digits:         .zero   24
digits_end:
