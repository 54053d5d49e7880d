# Instructions, their aliases and relocations.
 addi a0,a1,0
 addi a0,a0,0
 addi x0,x0,0
 add a0,x0,a1
 add a0,a1,x0
 add a0,a0,x0
 add a0,a1,a0
 and a0,a1,a0
 sub a0,a1,a0
 addw a0,a1,a0
 add a0,a0,5
 sext.w a0,a0
 sext.w a0,a1
 li a0,5
 li a0,0x12345
 lui a0,1
 lui a0,0xfffff
 lui sp,1
 slli a0,a0,0
 slli a0,a0,3
 sll a0,a0,3
 jr a0
 jalr a0
 jalr x0,0(a0)
 jalr ra,a0
 jalr a1,a0,4
 jalr a1,4(a0)
 j foo
 jal foo
 jal ra,foo
 call foo
 tail foo
 call foo@plt
 la a0,foo
 lla a0,foo
 lw a0,foo
 sw a0,foo,t0
 beq a0,a1,foo
 beqz a0,foo
 beqz a0,1f
 beq x0,a0,1f
1: nop
 .align 4
 lui a0,%hi(foo)
 addi a0,a0,%lo(foo)
 lw a0,%lo(foo)(a0)
 andi a0,a0,-1
 not a0,a0
 zext.b a0,a0
 ebreak
 addi sp,sp,-16
 addi sp,sp,16
 addi a0,sp,16
 addi a6,sp,16
 addiw a0,a0,0
 mv a0,a0
 mv x0,a0
 nop
 lw a0,0(sp)
 sd ra,8(sp)
 fld fa0,8(a0)
 neg a0,a1
 fence
 fence.i
 fence r,w
 unimp
 rdcycle a0
 csrr a0,mhartid
 xor a0,a1,a0
 or a0,a1,a0
 la.tls.ie a0,foo
 la.tls.gd a0,foo
 lui a0,%tprel_hi(foo)
 add a0,a0,tp,%tprel_add(foo)
 addi a0,a0,%tprel_lo(foo)
 jump foo,t0
 fcvt.d.w fa0,a0
 fcvt.w.d a0,fa0
 fcvt.w.d a0,fa0,rtz
 amoadd.w a0,a1,(a2)
 amoadd.w.aqrl a0,a1,0(a2)
 lr.w a0,(a1)
 sc.w.rl a0,a1,(a2)
 sfence.vma
 bgt a0,a1,1b
 bleu a0,a1,1b
 .data
x: .word 1
y: .word y-x, 1b-foo
 .dword foo
 .word .-x
 .balign 8
