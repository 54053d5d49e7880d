# Sv39 from machine mode through MPRV and from supervisor mode: permissions, accessed and dirty bits, superpages, memory types, 64 KiB.
        .equ    LEAF, 0xc7              # D A U- W R V: 1100 0111
        .globl  test, machine_handler
        .option norvc                   # the handler skips four bytes
test:   la      s0, root
        la      s1, middle
        la      s5, last
        srli    t0, s1, 2               # root[0] -> middle, middle[0] -> last
        ori     t0, t0, 1
        sd      t0, (s0)
        srli    t0, s5, 2
        ori     t0, t0, 1
        sd      t0, (s1)
        li      t0, 0x80000000 >> 2 | 0xcf      # root[2]: the gigabyte that holds this program, to itself
        sd      t0, 16(s0)
        la      t0, data                # last[1] -> data, read and write, neither accessed nor dirty
        srli    s6, t0, 2
        ori     t0, s6, 7
        sd      t0, 8(s5)
        srli    t0, s0, 12
        li      t1, 8
        slli    t1, t1, 60
        or      t0, t0, t1
        csrw    satp, t0
        sfence.vma
        li      t0, MPP
        csrc    mstatus, t0
        li      t0, MPP_S | 1 << 17     # loads and stores as supervisor mode
        csrs    mstatus, t0
        li      a1, 0x1008
        li      s2, 0
        ld      a0, (a1)
        expect  2, a0, 1234
        ld      a0, 8(s5)
        andi    a0, a0, 0xc0
        expect  3, a0, 0x40
        sd      a0, (a1)
        ld      a0, 8(s5)
        andi    a0, a0, 0xc0
        expect  4, a0, 0xc0
        expect  5, s2, 0

        li      s3, LOAD_PAGE           # a user page is for SUM only
        ori     t0, s6, 0xd7
        sd      t0, 8(s5)
        sfence.vma
        ld      a0, (a1)
        expect  6, s2, 1
        li      t0, SUM
        csrs    mstatus, t0
        ld      a0, (a1)
        expect  7, a0, 0x40
        expect  8, s2, 1
        ori     t0, s6, 0xc9            # an executable page is readable with MXR only
        sd      t0, 8(s5)
        sfence.vma
        ld      a0, (a1)
        expect  9, s2, 2
        li      t0, MXR
        csrs    mstatus, t0
        ld      a0, (a1)
        expect  10, s2, 2
        csrc    mstatus, t0
        li      s3, STORE_PAGE
        ori     t0, s6, 0xc3            # read-only
        sd      t0, 8(s5)
        sfence.vma
        sd      a0, (a1)
        amoadd.d a0, a0, (a1)
        cbo.zero (a1)
        expect  11, s2, 5
        li      s3, LOAD_PAGE
        ori     t0, s6, 0xc5            # writable, not readable: reserved
        sd      t0, 8(s5)
        sfence.vma
        ld      a0, (a1)
        expect  12, s2, 6
        li      t0, 0x80001000 >> 2 | 0xc7      # a misaligned superpage
        sd      t0, 8(s0)
        sfence.vma
        li      a1, 0x40000000
        ld      a0, (a1)
        expect  13, s2, 7
        li      a1, 0x1008
        li      t1, 1 << 61             # a memory type, allowed by menvcfg only
        ori     t0, s6, 0xc7
        or      t0, t0, t1
        sd      t0, 8(s5)
        sfence.vma
        ld      a0, (a1)
        expect  14, s2, 8
        li      t1, 1 << 62
        csrs    menvcfg, t1
        ld      a0, (a1)
        expect  15, s2, 8
        la      t0, data                # 64 KiB in one: the page number ends in 1000
        li      t1, -0x10000
        and     s7, t0, t1
        srli    t0, s7, 2
        li      t1, 0xc7 | 8 << 10
        or      t0, t0, t1
        li      t1, 1 << 63
        or      t0, t0, t1
        li      t1, 0
1:      slli    t2, t1, 3
        add     t2, t2, s5
        sd      t0, (t2)
        addi    t1, t1, 1
        li      t2, 16
        bne     t1, t2, 1b
        sfence.vma
        la      t0, data
        sub     t0, t0, s7
        li      a0, 4321
        sd      a0, 16(t0)
        la      t0, data
        ld      a0, 16(t0)
        expect  16, a0, 4321
        expect  17, s2, 8
        li      t0, 1 << 17             # the program itself in supervisor mode
        csrc    mstatus, t0
        la      t0, supervisor
        csrw    mepc, t0
        li      s3, FETCH_PAGE
        mret
supervisor:
        la      s4, 1f
        li      t0, 0x1000
        jr      t0
1:      expect  18, s2, 9
        j       pass

        .balign 4
machine_handler:
        csrr    t0, mcause
        bne     t0, s3, fail
        addi    s2, s2, 1
        li      t1, FETCH_PAGE
        csrr    t0, mepc
        addi    t0, t0, 4
        bne     s3, t1, 1f
        mv      t0, s4
1:      csrw    mepc, t0
        csrr    t1, mstatus
        srli    t1, t1, 11
        andi    t1, t1, 3
        addi    t1, t1, -3
        beqz    t1, 2f
        mret
2:      li      t1, MPP                 # back without mret, which would leave user mode in MPP
        csrc    mstatus, t1
        li      t1, MPP_S
        csrs    mstatus, t1
        jr      t0

        .section .bss
        .balign 4096
root:   .space  4096
middle: .space  4096
last:   .space  4096
        .section .data
        .balign 4096
data:   .dword  0, 1234, 0, 0
        .space  4064
