# N-body: the sun and the four gas giants under their gravitation, in double precision; the initial values and the step of 0.01 days are
# those of the well-known benchmark. Prints the energy of the system before and after, with nine decimals.
#
#   nbody         1000 steps: -0.169075164 and -0.169087605
#   nbody N       N steps
#
# The operations are in the order of the usual C program without contraction into fused multiply-adds, so every bit is the same.

        .equ    SYS_write, 64
        .equ    SYS_exit, 93

# A body: position, velocity, mass.
        .equ    X, 0
        .equ    Y, 8
        .equ    Z, 16
        .equ    VX, 24
        .equ    VY, 32
        .equ    VZ, 40
        .equ    MASS, 48
        .equ    BODY, 56

        .section .rodata
        .balign 8
time_step:      .double 0.01
half:           .double 0.5
billion:        .double 1000000000
usage_text:     .ascii  "usage: nbody [STEPS]\n"
        .equ    usage_length, . - usage_text

        .text
        .globl  _start
_start:
        li      s0, 1000                # s0: steps
        ld      t0, 0(sp)
        li      t1, 2
        bltu    t0, t1, 1f
        ld      a0, 16(sp)
        call    parse
        bltz    a0, usage
        mv      s0, a0
1:      la      s1, bodies
        la      s2, bodies_end
        call    offset_momentum
        call    energy
        call    print_energy
        fld     fs0, time_step, t0
2:      beqz    s0, 3f
        call    advance
        addi    s0, s0, -1
        j       2b
3:      call    energy
        call    print_energy
        li      a0, 0
        j       exit
usage:  li      a0, 2
        la      a1, usage_text
        li      a2, usage_length
        li      a7, SYS_write
        ecall
        li      a0, 2
exit:   li      a7, SYS_exit
        ecall

# Gives the sun the momentum that makes the whole system's zero.
offset_momentum:
        fmv.d.x fa0, zero               # the sum, in x, y, z
        fmv.d.x fa1, zero
        fmv.d.x fa2, zero
        mv      t0, s1
1:      fld     ft0, MASS(t0)
        fld     ft1, VX(t0)
        fld     ft2, VY(t0)
        fld     ft3, VZ(t0)
        fmul.d  ft1, ft1, ft0
        fmul.d  ft2, ft2, ft0
        fmul.d  ft3, ft3, ft0
        fadd.d  fa0, fa0, ft1
        fadd.d  fa1, fa1, ft2
        fadd.d  fa2, fa2, ft3
        addi    t0, t0, BODY
        bltu    t0, s2, 1b
        fld     ft0, MASS(s1)
        fneg.d  fa0, fa0
        fneg.d  fa1, fa1
        fneg.d  fa2, fa2
        fdiv.d  fa0, fa0, ft0
        fdiv.d  fa1, fa1, ft0
        fdiv.d  fa2, fa2, ft0
        fsd     fa0, VX(s1)
        fsd     fa1, VY(s1)
        fsd     fa2, VZ(s1)
        ret

# The energy in fa0: of motion, less that of each pair's attraction.
energy:
        mv      s3, ra
        fmv.d.x fa0, zero
        fld     fa1, half, t0
        mv      t0, s1                  # t0: one body
1:      fld     ft0, MASS(t0)
        fld     ft1, VX(t0)
        fld     ft2, VY(t0)
        fld     ft3, VZ(t0)
        fmul.d  ft1, ft1, ft1
        fmul.d  ft2, ft2, ft2
        fmul.d  ft3, ft3, ft3
        fadd.d  ft1, ft1, ft2
        fadd.d  ft1, ft1, ft3
        fmul.d  ft4, fa1, ft0           # half its mass, times the square of its speed
        fmul.d  ft4, ft4, ft1
        fadd.d  fa0, fa0, ft4
        addi    t1, t0, BODY            # t1: each body behind it
2:      bgeu    t1, s2, 3f
        call    distance
        fld     ft4, MASS(t1)
        fmul.d  ft4, ft0, ft4
        fdiv.d  ft4, ft4, fa5
        fsub.d  fa0, fa0, ft4
        addi    t1, t1, BODY
        j       2b
3:      addi    t0, t0, BODY
        bltu    t0, s2, 1b
        jr      s3

# The way from body t1 to body t0 in ft5, ft6, ft7, and its length in fa5.
distance:
        fld     ft5, X(t0)
        fld     fa2, X(t1)
        fld     ft6, Y(t0)
        fld     fa3, Y(t1)
        fld     ft7, Z(t0)
        fld     fa4, Z(t1)
        fsub.d  ft5, ft5, fa2
        fsub.d  ft6, ft6, fa3
        fsub.d  ft7, ft7, fa4
        fmul.d  fa2, ft5, ft5
        fmul.d  fa3, ft6, ft6
        fmul.d  fa4, ft7, ft7
        fadd.d  fa5, fa2, fa3
        fadd.d  fa5, fa5, fa4
        fsqrt.d fa5, fa5
        ret

# One step of the length in fs0: every pair changes both velocities, then every body moves.
advance:
        mv      s3, ra
        mv      t0, s1
1:      addi    t1, t0, BODY
2:      bgeu    t1, s2, 3f
        call    distance
        fmul.d  fa2, fa5, fa5
        fmul.d  fa2, fa2, fa5
        fdiv.d  fa2, fs0, fa2           # step over the cube of the distance
        fld     ft0, MASS(t0)
        fld     ft1, MASS(t1)
        fld     ft2, VX(t0)             # (v - way * mass * magnitude), never fused
        fld     ft3, VY(t0)
        fld     ft4, VZ(t0)
        fmul.d  fa3, ft5, ft1
        fmul.d  fa4, ft6, ft1
        fmul.d  fa6, ft7, ft1
        fmul.d  fa3, fa3, fa2
        fmul.d  fa4, fa4, fa2
        fmul.d  fa6, fa6, fa2
        fsub.d  ft2, ft2, fa3
        fsub.d  ft3, ft3, fa4
        fsub.d  ft4, ft4, fa6
        fsd     ft2, VX(t0)
        fsd     ft3, VY(t0)
        fsd     ft4, VZ(t0)
        fld     ft2, VX(t1)
        fld     ft3, VY(t1)
        fld     ft4, VZ(t1)
        fmul.d  fa3, ft5, ft0
        fmul.d  fa4, ft6, ft0
        fmul.d  fa6, ft7, ft0
        fmul.d  fa3, fa3, fa2
        fmul.d  fa4, fa4, fa2
        fmul.d  fa6, fa6, fa2
        fadd.d  ft2, ft2, fa3
        fadd.d  ft3, ft3, fa4
        fadd.d  ft4, ft4, fa6
        fsd     ft2, VX(t1)
        fsd     ft3, VY(t1)
        fsd     ft4, VZ(t1)
        addi    t1, t1, BODY
        j       2b
3:      addi    t0, t0, BODY
        bltu    t0, s2, 1b
        mv      t0, s1
4:      fld     ft0, X(t0)
        fld     ft1, Y(t0)
        fld     ft2, Z(t0)
        fld     ft3, VX(t0)
        fld     ft4, VY(t0)
        fld     ft5, VZ(t0)
        fmul.d  ft3, ft3, fs0
        fmul.d  ft4, ft4, fs0
        fmul.d  ft5, ft5, fs0
        fadd.d  ft0, ft0, ft3
        fadd.d  ft1, ft1, ft4
        fadd.d  ft2, ft2, ft5
        fsd     ft0, X(t0)
        fsd     ft1, Y(t0)
        fsd     ft2, Z(t0)
        addi    t0, t0, BODY
        bltu    t0, s2, 4b
        jr      s3

# Prints fa0, of magnitude below 9 * 10^9, with nine decimals and a line end.
print_energy:
        fld     ft0, billion, t0
        fmul.d  ft0, fa0, ft0
        fcvt.l.d a0, ft0, rne           # in units of the ninth decimal
        srai    t3, a0, 63              # -1 if negative
        xor     a0, a0, t3
        sub     a0, a0, t3
        la      a1, line_end
        li      t0, 10
        li      t1, 0                   # digits so far
1:      remu    t2, a0, t0
        divu    a0, a0, t0
        addi    t2, t2, '0'
        addi    a1, a1, -1
        sb      t2, (a1)
        addi    t1, t1, 1
        li      t2, 9
        bltu    t1, t2, 1b
        bne     t1, t2, 2f
        li      t2, '.'
        addi    a1, a1, -1
        sb      t2, (a1)
        j       1b                      # at least one digit before the point
2:      bnez    a0, 1b
        beqz    t3, 3f
        li      t2, '-'
        addi    a1, a1, -1
        sb      t2, (a1)
3:      la      a2, line_end + 1
        sub     a2, a2, a1
        li      a0, 1
        li      a7, SYS_write
        ecall
        ret

# The number in the string at a0, below 10^15, or -1.
parse:  mv      t0, a0
        li      a0, -1
        lbu     t1, (t0)
        beqz    t1, 2f
        li      a0, 0
        li      t3, 100000000000000
1:      lbu     t1, (t0)
        addi    t0, t0, 1
        beqz    t1, 2f
        addi    t1, t1, -'0'
        li      t2, 10
        bgeu    t1, t2, 3f
        bgeu    a0, t3, 3f
        mul     a0, a0, t2
        add     a0, a0, t1
        j       1b
3:      li      a0, -1
2:      ret

# Lengths in astronomical units, times in days, turned into years as the initial values are used; masses in units in which the
# gravitational constant is 1 (the sun's is 4 pi squared). The numbers are the products, so that no start-up code is needed.
        .data
        .balign 8
bodies:
# sun
        .double 0.0, 0.0, 0.0
        .double 0.0, 0.0, 0.0
        .double 39.47841760435743
# Jupiter
        .double 4.841431442464721, -1.1603200440274284, -0.10362204447112311
        .double 0.606326392995832, 2.81198684491626, -0.02521836165988763
        .double 0.03769367487038949
# Saturn
        .double 8.34336671824458, 4.124798564124305, -0.4035234171143214
        .double -1.0107743461771468, 1.8256623712304119, 0.008415761376584154
        .double 0.011286326131968767
# Uranus
        .double 12.894369562139131, -15.111151401698631, -0.22330757889265573
        .double 1.0827910064415354, 0.8687130181696082, -0.010832637401363636
        .double 0.0017237240570597112
# Neptune
        .double 15.379697114850917, -25.919314609987964, 0.17925877295037118
        .double 0.979090732243898, 0.5946989986476762, -0.034755955504078104
        .double 0.0020336868699246304
bodies_end:
text:           .zero   24
line_end:       .ascii  "\n"
