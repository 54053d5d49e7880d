# Pointers that lead nowhere: each system call answers -14 (EFAULT), and the program goes on.
        .globl  _start
_start:
        .include "guest.inc"

        .macro  write_from address
        li      a0, 1
        li      a1, \address
        li      a2, 8
        li      a7, SYS_write
        ecall
        .endm

start:  write_from 0
        say     "null"
        write_from 0x80200000
        say     "where the sample kernel is"
        write_from 0x7fffffffffff8000
        say     "not canonical"
        write_from -4096
        say     "the last page"
        call_kernel SYS_pipe2, 16
        say     "pipe2"
        call_kernel SYS_openat, -100, 32
        say     "openat"
        call_kernel SYS_execve, 48
        say     "execve"
        call_kernel SYS_nanosleep, 64
        say     "nanosleep"
        la      a0, ends
        li      a1, 0
        li      a7, SYS_pipe2
        ecall
        lw      a0, ends + 4
        la      a1, ends
        li      a2, 4
        li      a7, SYS_write
        ecall
        say     "written to a pipe"
        lw      a0, ends
        la      a1, start               # read into code, which is read-only
        li      a2, 4
        li      a7, SYS_read
        ecall
        say     "read into code"
        fork
        beqz    a0, 1f
        mv      s0, a0
        li      a1, 96
        li      a2, 0
        li      a3, 0
        li      a7, SYS_wait4
        ecall
        say     "wait4"
1:      call_kernel SYS_exit
        .bss
        .balign 8
ends:   .zero   8
