# Started in supervisor mode by firmware: powers off, well if the device tree is where a1 says.
        .globl  _start
_start: lwu     t0, (a1)
        li      t1, 0xedfe0dd0
        li      t2, 0x5555
        beq     t0, t1, 1f
        li      t2, 5 << 16 | 0x3333
1:      li      t0, 0x100000
        sw      t2, (t0)
2:      j       2b
