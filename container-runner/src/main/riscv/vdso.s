# The vDSO, vdso(7): a shared object that the kernel maps into every program and names in its auxiliary vector (AT_SYSINFO_EHDR). It tells the
# time without a system call, and is where signal handlers return to. Debuggers and unwinders find its symbols and its frames in it.
#
# What is assembled here is not a program to be linked but the very image, with all its headers: its file offsets and its addresses both count from
# the label "image". The entry of the file around it is that of __vdso_rt_sigreturn, which is all that the kernel itself has to know of it.
#
# Below the image lie two pages that the kernel writes and programs read, [vvar]:
#    REAL_AHEAD      what the real time is ahead of the time CSR, in nanoseconds, the same for all
#    STEADY_AHEAD    what CLOCK_MONOTONIC is ahead of it in the program's time namespace
#    BOOT_AHEAD      the same for CLOCK_BOOTTIME
#    PROPERTIES      what riscv_hwprobe tells, a value for each of its keys from 0 to KEYS - 1
# The time CSR counts nanoseconds, so that what is read here is to the last digit what the system call says.

        .equ    SYS_clock_gettime, 113
        .equ    SYS_clock_getres, 114
        .equ    SYS_rt_sigreturn, 139
        .equ    SYS_getcpu, 168
        .equ    SYS_gettimeofday, 169
        .equ    SYS_riscv_hwprobe, 258
        .equ    SYS_riscv_flush_icache, 259

        .equ    SECOND, 1000000000
        .equ    COARSE_STEP, 4000000
# Sets of clocks, a bit each: REALTIME and REALTIME_COARSE; MONOTONIC, MONOTONIC_RAW and MONOTONIC_COARSE; BOOTTIME; the coarse ones.
        .equ    REAL, 0x21
        .equ    STEADY, 0x52
        .equ    BOOT, 0x80
        .equ    COARSE, 0x60
        .equ    LAST_CLOCK, 7

        .equ    EM_RISCV, 243
        .equ    FLAGS, 5                # RVC, double-precision arguments in registers
        .equ    EHDR, 64
        .equ    PHDR, 56
        .equ    SHDR, 64
        .equ    PT_LOAD, 1
        .equ    PT_DYNAMIC, 2
        .equ    PT_GNU_EH_FRAME, 0x6474e550
        .equ    R, 4
        .equ    RX, 5
        .equ    SHF_ALLOC, 2
        .equ    SHF_EXEC_ALLOC, 6
        .equ    VERSION_HASH, 0xae77f75 # of "LINUX_4.15", as the System V ABI has it
        .equ    SONAME_HASH, 0xdeebfa1  # of "linux-vdso.so.1"

        .option norvc
        .option norelax
        .text
        .global _start
        .equ    _start, __vdso_rt_sigreturn

image:
        .byte   0x7f, 'E', 'L', 'F', 2, 1, 1, 0
        .zero   8
        .half   3, EM_RISCV
        .word   1
        .dword  0
        .dword  EHDR
        .dword  sections - image
        .word   FLAGS
        .half   EHDR, PHDR, 3, SHDR, SECTIONS, SECTIONS - 1

        .word   PT_LOAD, RX
        .dword  0, 0, 0, end - image, end - image, 4096
        .word   PT_DYNAMIC, R
        .dword  dynamic - image, dynamic - image, dynamic - image, dynamic_end - dynamic, dynamic_end - dynamic, 8
        .word   PT_GNU_EH_FRAME, R
        .dword  frames - image, frames - image, frames - image, frames_end - frames, frames_end - frames, 4

        .equ    REAL_AHEAD, image - 8192
        .equ    STEADY_AHEAD, image - 4096
        .equ    BOOT_AHEAD, image - 4088
        .equ    PROPERTIES, image - 8192 + 64
        .equ    KEYS, 10

        .balign 16
code:
# a1 becomes the time of a clock, whose offset is in t2, as a struct timespec.
__vdso_clock_gettime:
        li      t0, LAST_CLOCK
        bgtu    a0, t0, 4f
        li      t1, 1
        sll     t1, t1, a0
        andi    t2, t1, STEADY
        bnez    t2, 1f
        andi    t2, t1, BOOT
        bnez    t2, 2f
        li      t2, REAL
        and     t2, t2, t1
        beqz    t2, 4f
real:   auipc   t0, %pcrel_hi(REAL_AHEAD)
        ld      t2, %pcrel_lo(real)(t0)
        j       3f
1:
steady: auipc   t0, %pcrel_hi(STEADY_AHEAD)
        ld      t2, %pcrel_lo(steady)(t0)
        j       3f
2:
boot:   auipc   t0, %pcrel_hi(BOOT_AHEAD)
        ld      t2, %pcrel_lo(boot)(t0)
3:      rdtime  t1
        add     t1, t1, t2
        li      t0, SECOND
        divu    t2, t1, t0
        mul     t0, t2, t0
        sub     t1, t1, t0
        sd      t2, 0(a1)
        sd      t1, 8(a1)
        li      a0, 0
        ret
4:      li      a7, SYS_clock_gettime
        ecall
        ret
gettime_end:

        .balign 16
# a0 becomes the real time as a struct timeval, a1 a struct timezone, either if it is there.
__vdso_gettimeofday:
        beqz    a0, 1f
today:  auipc   t0, %pcrel_hi(REAL_AHEAD)
        ld      t2, %pcrel_lo(today)(t0)
        rdtime  t1
        add     t1, t1, t2
        li      t0, SECOND
        divu    t2, t1, t0
        mul     t0, t2, t0
        sub     t1, t1, t0
        li      t0, 1000
        divu    t1, t1, t0
        sd      t2, 0(a0)
        sd      t1, 8(a0)
1:      beqz    a1, 2f
        sw      zero, 0(a1)
        sw      zero, 4(a1)
2:      li      a0, 0
        ret
today_end:

        .balign 16
# a1 becomes a clock's step, if it is there.
__vdso_clock_getres:
        li      t0, LAST_CLOCK
        bgtu    a0, t0, 3f
        li      t1, 1
        sll     t1, t1, a0
        li      t2, REAL | STEADY | BOOT
        and     t2, t2, t1
        beqz    t2, 3f
        beqz    a1, 2f
        andi    t2, t1, COARSE
        li      t0, 1
        beqz    t2, 1f
        li      t0, COARSE_STEP
1:      sd      zero, 0(a1)
        sd      t0, 8(a1)
2:      li      a0, 0
        ret
3:      li      a7, SYS_clock_getres
        ecall
        ret
getres_end:

        .balign 16
__vdso_getcpu:
        li      a7, SYS_getcpu
        ecall
        ret
getcpu_end:

        .balign 16
__vdso_flush_icache:
        li      a7, SYS_riscv_flush_icache
        ecall
        ret
flush_end:

        .balign 16
# a0: a1 pairs of a key and its value to be. All processors are alike, so that it does not matter which are meant; with flags the kernel is asked.
__vdso_riscv_hwprobe:
        bnez    a4, 5f
        beqz    a1, 4f
known:  auipc   t0, %pcrel_hi(PROPERTIES)
        addi    t0, t0, %pcrel_lo(known)
        li      t1, KEYS
1:      ld      t2, 0(a0)
        bgeu    t2, t1, 2f
        slli    t2, t2, 3
        add     t2, t2, t0
        ld      t2, 0(t2)
        j       3f
2:      li      t2, -1
        sd      t2, 0(a0)
        li      t2, 0
3:      sd      t2, 8(a0)
        addi    a0, a0, 16
        addi    a1, a1, -1
        bnez    a1, 1b
4:      li      a0, 0
        ret
5:      li      a7, SYS_riscv_hwprobe
        ecall
        ret
hwprobe_end:

        .balign 16
# The stack pointer is at a struct rt_sigframe. The description of this frame begins one instruction early, as unwinders look for the call before the
# address that is returned to. Some know the two instructions by sight.
signal:
        nop
__vdso_rt_sigreturn:
        li      a7, SYS_rt_sigreturn
        ecall
sigreturn_end:
        .balign 8
code_end:

# The symbols, in one hash chain.

hash:
        .word   1, SYMBOLS, 1
        .word   0, 2, 3, 4, 5, 6, 7, 0
hash_end:
        .balign 8

        .equ    FUNCTION, 0x12          # global
        .macro  symbol label, last
        .word   name_\label - strings
        .byte   FUNCTION, 0
        .half   CODE_SECTION
        .dword  \label - image
        .dword  \last - \label
        .endm

symbols:
        .zero   24
        symbol  __vdso_rt_sigreturn, sigreturn_end
        symbol  __vdso_clock_gettime, gettime_end
        symbol  __vdso_gettimeofday, today_end
        symbol  __vdso_clock_getres, getres_end
        symbol  __vdso_getcpu, getcpu_end
        symbol  __vdso_flush_icache, flush_end
        symbol  __vdso_riscv_hwprobe, hwprobe_end
symbols_end:
        .equ    SYMBOLS, (symbols_end - symbols) / 24

strings:
        .byte   0
name___vdso_rt_sigreturn:       .asciz  "__vdso_rt_sigreturn"
name___vdso_clock_gettime:      .asciz  "__vdso_clock_gettime"
name___vdso_gettimeofday:       .asciz  "__vdso_gettimeofday"
name___vdso_clock_getres:       .asciz  "__vdso_clock_getres"
name___vdso_getcpu:             .asciz  "__vdso_getcpu"
name___vdso_flush_icache:       .asciz  "__vdso_flush_icache"
name___vdso_riscv_hwprobe:      .asciz  "__vdso_riscv_hwprobe"
name_soname:                    .asciz  "linux-vdso.so.1"
name_version:                   .asciz  "LINUX_4.15"
strings_end:
        .balign 8

versions:
        .half   0, 2, 2, 2, 2, 2, 2, 2
versions_end:
        .balign 8

definitions:
        .half   1, 1, 1, 1              # the object itself
        .word   SONAME_HASH, 20, 28
        .word   name_soname - strings, 0
        .half   1, 0, 2, 1
        .word   VERSION_HASH, 20, 0
        .word   name_version - strings, 0
definitions_end:
        .balign 8

dynamic:
        .dword  14, name_soname - strings
        .dword  4, hash - image
        .dword  5, strings - image
        .dword  6, symbols - image
        .dword  10, strings_end - strings
        .dword  11, 24
        .dword  0x6ffffffc, definitions - image
        .dword  0x6ffffffd, 2
        .dword  0x6ffffff0, versions - image
        .dword  0, 0
dynamic_end:

# How to find a caller's frame (Linux Standard Base, "Exception Frames"; DWARF register 64 stands for the pc that a signal interrupted).

        .equ    PC_RELATIVE, 0x1b       # four bytes, signed
frames:
        .byte   1, PC_RELATIVE, 3, 0x3b
        .word   eh - .
        .word   2
        .word   code - frames, plain - frames
        .word   signal - frames, interrupted - frames
frames_end:
        .balign 8

eh:
        .word   leaf_end - leaf
leaf:
        .word   0
        .byte   1
        .asciz  "zR"
        .byte   1, 0x78, 1              # code in bytes, data in eights downwards, return address in ra
        .byte   1, PC_RELATIVE
        .byte   0x0c, 2, 0              # the frame is where sp is
leaf_end:
plain:
        .word   plain_end - 1f
1:      .word   1b - eh
        .word   code - .
        .word   signal - code
        .zero   4
plain_end:

handler:
        .word   handler_end - 1f
1:      .word   0
        .byte   1
        .asciz  "zRS"
        .byte   1, 8, 64                # code in bytes, data in eights upwards, return address in column 64
        .byte   1, PC_RELATIVE
        .byte   0x0c, 2, 0
        .byte   0x05, 64, 38            # the pc comes first in the context, 304 bytes on
        .irp    n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        .byte   0x80 + \n, 38 + \n
        .endr
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        .byte   0x80 + 32 + \n, 70 + \n
        .endr
        .zero   2
handler_end:
interrupted:
        .word   interrupted_end - 1f
1:      .word   1b - handler
        .word   signal - .
        .word   sigreturn_end - signal
        .zero   4
interrupted_end:
        .word   0
eh_end:

# The section headers, for debuggers.

sections_names:
        .byte   0
name_hash:      .asciz  ".hash"
name_dynsym:    .asciz  ".dynsym"
name_dynstr:    .asciz  ".dynstr"
name_versym:    .asciz  ".gnu.version"
name_verdef:    .asciz  ".gnu.version_d"
name_dynamic:   .asciz  ".dynamic"
name_frames:    .asciz  ".eh_frame_hdr"
name_eh:        .asciz  ".eh_frame"
name_text:      .asciz  ".text"
name_shstrtab:  .asciz  ".shstrtab"
sections_names_end:
        .balign 8

        .macro  section name, type, flags, first, last, link, info, align, entry
        .word   \name - sections_names, \type
        .dword  \flags, \first - image, \first - image, \last - \first
        .word   \link, \info
        .dword  \align, \entry
        .endm

sections:
        .zero   SHDR
        section name_hash, 5, SHF_ALLOC, hash, hash_end, 2, 0, 4, 4
        section name_dynsym, 11, SHF_ALLOC, symbols, symbols_end, 3, 1, 8, 24
        section name_dynstr, 3, SHF_ALLOC, strings, strings_end, 0, 0, 1, 0
        section name_versym, 0x6fffffff, SHF_ALLOC, versions, versions_end, 2, 0, 2, 2
        section name_verdef, 0x6ffffffd, SHF_ALLOC, definitions, definitions_end, 3, 2, 8, 0
        section name_dynamic, 6, SHF_ALLOC, dynamic, dynamic_end, 3, 0, 8, 16
        section name_frames, 1, SHF_ALLOC, frames, frames_end, 0, 0, 4, 0
        section name_eh, 1, SHF_ALLOC, eh, eh_end, 0, 0, 8, 0
        section name_text, 1, SHF_EXEC_ALLOC, code, code_end, 0, 0, 16, 0
        section name_shstrtab, 3, 0, sections_names, sections_names_end, 0, 0, 1, 0
sections_end:
        .equ    CODE_SECTION, 9
        .equ    SECTIONS, (sections_end - sections) / SHDR
end:
