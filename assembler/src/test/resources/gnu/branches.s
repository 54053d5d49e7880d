# Branches near, far and very far, and constants of all sizes.
 .text
 .rept 600
 bnez a0, L
 .endr
 .p2align 2
 .space 3000
L: beqz a0, M
 bnez s1,1f
 .space 300
1: bne a0,a1,M
  j 1f
  .space 1500
1: j M
 .space 4096
M: nop
 li a0,-1
 li a0,2048
 li a0,0x7fffffff
 li a0,0x80000000
 li a0,0xffffffff
 li a0,0x100000000
 li a0,0x123456789abcdef0
 li a0,-0x123456789abcdef0
 li a0,0x8000000000000000
 li a0,0xffffffff00000000
 li a0,0xfff0000
 li a0,0x1fffff800
 li a0,0x12345678000
 li sp,0x10000
 li a0, 0x20000
 li t0,-2048
 li t0,-2049
 li x0,5
 E = 5
 li a0,E*2
 .equ F,6
