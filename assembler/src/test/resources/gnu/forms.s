# Rare forms of instructions, .insn, data and alignment.
 mv a0,zero
 addi a0,zero,0
 mv a0,a0
 lui a0,0
 li a0,0
 li a0,31
 li a0,32
 addi a0,zero,32
 zext.w a0,a1
 sext.b a0,a1
 sext.h a0,a1
 zext.h a0,a1
 jr 4(a0)
 jalr 4(a0)
 jalr x0,a0
 jalr x0,a0,0
 fence.tso
 csrwi mstatus,3
 csrw mstatus,3
 csrw mstatus,a0
 csrs mstatus,8
 fsrm a0
 fsrm a0,a1
 fsrmi 3
 fsflagsi a0,3
 fmv.s fa0,fa1
 fneg.d fa0,fa1
 fgt.s a0,fa0,fa1
 fge.d a0,fa0,fa1
 sgt a0,a1,a2
 fmv.x.s a0,fa0
 fmv.s.x fa0,a0
 scall
 sbreak
 unimp
 c.unimp
 c.nop
 c.addi16sp sp,32
 c.addi4spn a0,sp,16
 c.j foo
 c.beqz a0,foo
 c.lui a0,0xfffff
 c.jr a0
 c.li a0,3
 sfence.vma a0
 sfence.vma a0,a1
 flw fa0,foo,t0
 fsw fa0,foo,t0
 fld fa0,foo,t0
 ld t0,foo
 ld t0,foo+8
 la.tls.ie a0,foo
 .option pic
 la a0,foo
 .option nopic
 ld t0,(a0)
 lr.d a0,0(a1)
 fadd.s fa0,fa1,fa2,rne
 fcvt.s.w fa0,a0
 fcvt.s.d fa0,fa1
 fcvt.d.s fa0,fa1
 fcvt.d.l fa0,a0
 fsqrt.d fa0,fa1,rup
 fmadd.d fa0,fa1,fa2,fa3
 fence w,o
 .insn r 0x33,0,0,a0,a1,a2
 .insn i 0x13,0,a0,a1,5
 .insn s 0x23,3,a0,8(a1)
 .insn u 0x37,a0,5
 .insn j 0x6f,a0,foo
 .insn 0x00000013
 .insn 4,0x00000013
 .insn 2,0x0001
 .insn 0x0001
 .insn r4 0x43,0,0,fa0,fa1,fa2,fa3
 .insn i 0x03,2,a0,4(a1)
 .insn r OP,0,0,a0,a1,a2
1: auipc a0,%pcrel_hi(foo)
 addi a0,a0,%pcrel_lo(1b)
2: auipc a0,%got_pcrel_hi(foo)
 ld a0,%pcrel_lo(2b)(a0)
 lw a0,%lo(0x12345)(a1)
 lui a0,%hi(0x12fff)
 sw a0,%lo(foo)(a1)
 sw a0,%pcrel_lo(1b)(a1)
 .byte 1,2
 .half 0x1234
 .float 1.5,-2.25e3
 .double 3.14159
 .uleb128 300
 .sleb128 -5
 .string "a\n\"\\\x41\101"
 .ascii "x","y"
 .balign 4
 .fill 3,2,0x1234
 .fill 2,8,-1
 .zero 3
 .skip 2,0xff
 .space 1
 .org 0x200
 .p2align 4,,3
 .p2align 4,0xcc
 .balignw 4,0x1234
