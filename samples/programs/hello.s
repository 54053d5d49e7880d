# Hello: the smallest program that says something. Two system calls, write and exit.

        .section .rodata
greeting:
        .ascii  "Hello from RISC-V\n"
        .equ    length, . - greeting

        .text
        .globl  _start
_start:
        li      a0, 1                   # standard output
        la      a1, greeting
        li      a2, length
        li      a7, 64                  # write
        ecall
        li      a0, 0
        li      a7, 93                  # exit
        ecall
