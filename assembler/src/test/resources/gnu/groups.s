# Sections that are linked or dropped together, and other bonds of sections
        .section .text.inline, "axG", @progbits, inline, comdat
        .weak   inline
        .type   inline, @function
inline: la      a0, counter
        ret
        .size   inline, . - inline
        .section .rodata.inline, "aG", @progbits, inline, comdat
table:  .dword  inline, table
        .section .data.counter, "awG", @progbits, counter, comdat
        .weak   counter
        .type   counter, @gnu_unique_object
        .size   counter, 8
counter: .dword 0
        .section .data.nobody, "awG", @progbits, nobody
        .dword  3
        .section .rodata.str, "aMSG", @progbits, 1, strings, comdat
        .string "text"
        .section .data.nobody, "aw?", @progbits
        .dword  4
        .text
        .globl  user
user:   tail    inline
        .section .about, "ao", @progbits, user
        .dword  user
        .section .numbered, "a", @progbits, unique, 1
        .word   1
        .section .numbered, "a", @progbits, unique, 2
        .word   2
        .section .kept, "aR", @progbits
        .word   5
        .section .dropped, "e", @progbits
        .word   6
        .section .odd, "a", @0x7000001
        .word   7
        .section .data.late, "awG", @progbits, late
        .dword  8
        .section .data.later, "awG", @progbits, late, comdat
        .dword  9
