# Data in its less common forms, subsections, and other names
        .data
        .dc.b   1, 2
        .dc.w   3
        .dc.l   4
        .dc.a   5
        .dc.s   1.5
        .dc.d   -2.5
        .dcb.b  3, 7
        .dcb.w  2, 0x1234
        .dcb.l  2, 9
        .dcb.d  2, 1.25
        .ds.b   3
        .ds.l   2
        .octa   0x112233445566778899aabbccddeeff00, -1, 17
        .set    octa, -5
        .octa   1-2, ~0, octa, octa * 2 + 7, (0xfffffffffffffff0), 1 == 1, 3*-1, 'a', - 5, +5, 1 << 63, 4/-2
        .float16 1.5, -0.1, 65504
        .string16 "ab"
        .string32 "cd", "e"
        .string8 "f"
        .text
one:    nop
        .text   2
three:  call    one
        .subsection 1
two:    beqz    a0, three
        .previous
        j       two
        .pushsection .data, 3
last:   .word   last - middle
        .popsection
        .pushsection .data, 2
middle: .word   6
        .popsection
        .text
        j       three
        .reloc  ., R_RISCV_NONE, one
        .reloc  one, R_RISCV_NONE
        .nop
        .weakref alias, target
        .weakref other, known
        call    alias
        call    other
        call    known
        .section .tdata, "awT", @progbits
local:  .dword  1
        .section .debug_x, "", @progbits
        .dtpreldword local
        .dtprelword local
        .text
        .globl  versioned
versioned: ret
        .symver versioned, versioned@OLD_1
        .symver nowhere, nowhere@OLD_1
        .variant_cc versioned
        .rep    2
        nop
        .endr
        .struct 8
first:  .word   0
second: .skip   6
        .balign 8
third:  .space  16
size = . - first
        .text
        ld      a0, third(a1)
        lw      a1, first(a1)
        li      a2, size
        .offset
zero:   .half   0
next:
        .previous
        addi    a0, a0, next
        .data
        .ds.w   3, 0x1234
        .ds.x   1, 7
        .float16 nan
