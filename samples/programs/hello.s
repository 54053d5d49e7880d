# Hello: the smallest program that says something. System calls write and exit, and the arguments as a program finds them.
#
#   hello            Hello from RISC-V
#   hello Ada Alan   Hello, Ada Alan

        .equ    SYS_write, 64
        .equ    SYS_exit, 93

        .section .rodata
greeting:
        .ascii  "Hello from RISC-V\n"
        .equ    greeting_length, . - greeting
hello:  .ascii  "Hello,"
        .equ    hello_length, . - hello
space:  .ascii  " "
line_end:
        .ascii  "\n"

        .text
        .globl  _start
_start:
        ld      s0, 0(sp)               # argc; the pointers of argv follow it on the stack
        addi    s1, sp, 16              # argv[1]
        li      t0, 2
        bltu    s0, t0, nobody
        la      a1, hello
        li      a2, hello_length
        call    write
each_argument:
        ld      s2, (s1)                # the pointer behind the last argument is 0
        beqz    s2, end_line
        la      a1, space
        li      a2, 1
        call    write
        mv      a1, s2
        mv      t0, s2
length: lbu     t1, (t0)
        addi    t0, t0, 1
        bnez    t1, length
        sub     a2, t0, s2
        addi    a2, a2, -1
        call    write
        addi    s1, s1, 8
        j       each_argument
end_line:
        la      a1, line_end
        li      a2, 1
        call    write
        j       exit
nobody: la      a1, greeting
        li      a2, greeting_length
        call    write
exit:   li      a0, 0
        li      a7, SYS_exit
        ecall

# Writes a2 bytes from a1 to standard output.
write:  li      a0, 1
        li      a7, SYS_write
        ecall
        ret
