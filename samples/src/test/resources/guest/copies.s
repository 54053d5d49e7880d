# Counts the pages that the sample kernel copies on write (its own system call 1000): one for each page that both have and one writes.
        .globl  _start
_start:
        .include "guest.inc"
        .equ    PAGE, 4096
        .equ    SYS_copied_pages, 1000

# Stores to a0 pages, keeps s registers.
        .macro  touch pages
        la      t0, room
        li      t1, PAGE * \pages
        add     t1, t1, t0
        li      t2, PAGE
8:      sd      t0, (t0)
        add     t0, t0, t2
        bltu    t0, t1, 8b
        .endm

start:  touch   10
        call_kernel SYS_copied_pages
        mv      s0, a0
        fork
        beqz    a0, child
        li      a0, -1
        li      a1, 0
        li      a2, 0
        li      a3, 0
        li      a7, SYS_wait4
        ecall
        touch   10                      # nobody else has them any more: nothing to copy
        call_kernel SYS_copied_pages
        sub     a0, a0, s0
        say     "copied"
        call_kernel SYS_exit
child:  touch   7
        call_kernel SYS_exit
        .bss
        .balign PAGE
room:   .zero   PAGE * 10
