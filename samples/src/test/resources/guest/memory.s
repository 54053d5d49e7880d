# Takes memory without end; the kernel ends it.
        .globl  _start
_start:
        .include "guest.inc"
start:  li      a4, -1
        li      a5, 0
        call_kernel SYS_mmap, 0, 0x10000000, 3, 0x22
        li      t0, 0x10000000
        add     t0, t0, a0
        li      t1, 4096
1:      sd      t0, (a0)
        add     a0, a0, t1
        bltu    a0, t0, 1b
        call_kernel SYS_exit
