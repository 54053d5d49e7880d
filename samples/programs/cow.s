# Copy on write, seen from a program: after fork both processes have the same pages until one of them writes.
#
# The parent fills 64 pages and forks. The child changes every fourth page, looks at all of them and ends; the parent waits, looks too, and
# finds its own values. What each one says about a page is only what is in it: that just 16 pages had to be copied is what the
# kernel knows (vm-runner and container-runner count them in their metrics).

        .equ    SYS_write, 64
        .equ    SYS_exit, 93
        .equ    SYS_clone, 220
        .equ    SYS_wait4, 260
        .equ    SIGCHLD, 17
        .equ    PAGE, 4096
        .equ    PAGES, 64
        .equ    STRIDE, 4

        .text
        .globl  _start
_start:
        la      s0, pages
        mv      t0, s0
        li      t1, 0
1:      sd      t1, (t0)                # page number n begins with n
        li      t2, PAGE
        add     t0, t0, t2
        addi    t1, t1, 1
        li      t2, PAGES
        bltu    t1, t2, 1b
        la      a0, before
        call    print
        call    look

        li      a0, SIGCHLD             # clone with nothing shared: fork
        li      a1, 0
        li      a2, 0
        li      a3, 0
        li      a4, 0
        li      a7, SYS_clone
        ecall
        beqz    a0, child
        bltz    a0, failed
        mv      s1, a0

        la      a1, status
        li      a2, 0
        li      a3, 0
        li      a7, SYS_wait4
        ecall
        bne     a0, s1, failed
        la      a0, parent_text
        call    print
        call    look
        lw      a0, status
        beqz    a0, exit
failed: li      a0, 1
exit:   li      a7, SYS_exit
        ecall

child:  mv      t0, s0
        li      t1, 0
2:      li      t2, 1000
        add     t2, t2, t1
        sd      t2, (t0)                # the store that makes the kernel copy the page
        li      t2, PAGE * STRIDE
        add     t0, t0, t2
        addi    t1, t1, STRIDE
        li      t2, PAGES
        bltu    t1, t2, 2b
        la      a0, child_text
        call    print
        call    look
        li      a0, 0
        j       exit

# Prints how many pages have the parent's number in them, how many another, and the sum of all.
look:
        mv      s11, ra
        mv      t0, s0
        li      t1, 0
        li      s2, 0                   # changed
        li      s3, 0                   # sum
1:      ld      t2, (t0)
        add     s3, s3, t2
        sub     t2, t2, t1
        snez    t2, t2
        add     s2, s2, t2
        li      t2, PAGE
        add     t0, t0, t2
        addi    t1, t1, 1
        li      t2, PAGES
        bltu    t1, t2, 1b
        li      a0, PAGES
        sub     a0, a0, s2
        call    print_number
        la      a0, as_filled
        call    print
        mv      a0, s2
        call    print_number
        la      a0, changed
        call    print
        mv      a0, s3
        call    print_number
        la      a0, line_end
        call    print
        jr      s11

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

        .section .rodata
before:         .asciz  "before: "
child_text:     .asciz  "child:  "
parent_text:    .asciz  "parent: "
as_filled:      .asciz  " pages as filled, "
changed:        .asciz  " changed, sum "
line_end:       .asciz  "\n"

        .bss
        .balign PAGE
pages:          .zero   PAGE * PAGES
status:         .zero   8
digits:         .zero   24
digits_end:
