# Differences of labels, in code and in data.
 .option norelax
 .text
a: nop
 .word 1
b: call a
 nop
c: beqz a0, c
   j c
   .p2align 3
 .word b-a, c-a
 .data
 .word b-a, c-a
 .set z, c-a
 .word z
 .section .foo,"a"
 .word c-b
