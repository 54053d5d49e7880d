# Macros, repetition, conditionals, sections.
        .macro  save reg, at=8, more:vararg
        sd      \reg, \at(sp)
        .ifnb   \more
        save    \more
        .endif
        .endm
        .macro  label name, value
\name\()_\@:  .word \value
        .endm
        .text
        save    ra
        save    s0, 16, s1, 24
        save    reg=s2, at=32
        .rept   3
        nop
        .endr
        .irp    r, a0, a1, a2
        mv      \r, zero
        addi    \r, \r, 1
        .endr
        .irpc   d, 123
        li      a\d, \d
        .endr
        .macro  count n
        .if     \n
        .byte   \n
        count   "(\n-1)"
        .endif
        .endm
        .data
        count   4
        label   first, 1
        label   second, 2+3*4
        .macro  early x
        .byte   1
        .ifc    \x,stop
        .exitm
        .endif
        .byte   2
        .endm
        early   stop
        early   go
        .purgem early
        .macro  early
        .byte   9
        .endm
        early
        .set    n, 0
        .rept   4
        .set    n, n + 1
        .byte   n, n << 1, ~n & 0xff, -n & 0xff
        .endr
        .ifdef  n
        .ascii  "defined"
        .else
        .ascii  "not defined"
        .endif
        .if     n == 3
        .byte   3
        .elseif n == 4
        .byte   4
        .else
        .byte   5
        .endif
        .balign 8
        .byte   1 + 2 << 3, 7 & 3 | 8, 10 / 3, 10 % 3, (1 + 2) * 3, 1 == 1 & 0xff, 5 > 3 && 2 > 1
        .byte   'a', '\n', ' '
        .pushsection .rodata
        .asciz  "a;b#c"
        .popsection
        .byte   42 ; .byte 43  # two statements
        .section .mine, "aw", @progbits
        .quad   later - . , later
later:  .previous
        .word   later - later
        .section .rodata.str, "aMS", @progbits, 1
        .string "merge"
        .text
        .globl  f
        .type   f, @function
f:      ret
        .size   f, . - f
        .weak   w
w:      .globl  alias
        .set    alias, f
        call    alias
        call    w
        .bss
        .globl  space
space:  .zero   100
        .comm   shared, 16, 8
        .local  hidden
        .comm   hidden, 24, 16
        .lcomm  older, 8
