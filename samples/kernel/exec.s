# Exec: a program of the archive in place of the current one.
#
# Arguments and environment wait in argument_bytes, strings one behind the other; argument_count and environment_count say how many.

        .include "kernel.inc"

        .equ    ARGUMENT_ROOM, 131072
        .equ    PHDR_SIZE, 56
        .equ    PT_LOAD, 1
        .equ    PT_INTERP, 3
        .equ    AUX_PAIRS, 13

        .text

# execve(path, arguments, environment)
        .globl  sys_execve
sys_execve:
        enter
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        la      a0, exec_path
        mv      a1, s0
        li      a2, 1024
        call    string_in
        bltz    a0, 9f
        la      s3, argument_bytes
        la      s4, argument_count
        mv      s5, s1
1:      sd      zero, (s4)                      # first the arguments, then the environment
2:      beqz    s5, 4f
        la      a0, pointer
        mv      a1, s5
        li      a2, 8
        call    copy_in
        bnez    a0, 9f
        ld      a1, pointer
        beqz    a1, 4f
        mv      a0, s3
        la      a2, argument_bytes_end
        sub     a2, a2, s3
        call    string_in
        li      t0, ENAMETOOLONG
        bne     a0, t0, 3f
        li      a0, E2BIG
3:      bltz    a0, 9f
        add     s3, s3, a0
        ld      t0, (s4)
        addi    t0, t0, 1
        sd      t0, (s4)
        addi    s5, s5, 8
        j       2b
4:      la      t0, environment_count
        mv      s5, s2
        beq     s4, t0, 5f
        mv      s4, t0
        j       1b
5:      la      t0, argument_end
        sd      s3, (t0)
        la      a0, exec_path
        call    exec
        bltz    a0, 9f
        j       return_to_user
9:      leave

# Executes the first argument: as a path if it has a slash, else from the directories of PATH. 0 or a negative error.
        .globl  exec_by_path
exec_by_path:
        enter
        la      s0, argument_bytes
        mv      t0, s0
1:      lbu     t1, (t0)
        beqz    t1, 2f
        addi    t0, t0, 1
        li      t2, '/'
        bne     t1, t2, 1b
        mv      a0, s0
        call    exec
        leave
2:      la      s1, default_path                # looks for PATH= behind the arguments
        mv      s2, s0
        ld      s3, argument_count
        ld      s4, environment_count
        add     s4, s4, s3
3:      beqz    s4, 5f
        bgtz    s3, 4f
        mv      a0, s2
        la      a1, path_variable
        li      a2, 5
        call    compare
        bnez    a0, 4f
        addi    s1, s2, 5
        j       5f
4:      mv      a0, s2
        call    string_length
        add     s2, s2, a0
        addi    s2, s2, 1
        addi    s3, s3, -1
        addi    s4, s4, -1
        j       3b
5:      li      s5, ENOENT
6:      la      t0, exec_path                   # a directory, a slash, the name
        la      t3, exec_path_end
7:      lbu     t1, (s1)
        beqz    t1, 8f
        addi    s1, s1, 1
        li      t2, ':'
        beq     t1, t2, 8f
        sb      t1, (t0)
        addi    t0, t0, 1
        bltu    t0, t3, 7b
8:      li      t2, '/'
        sb      t2, (t0)
        addi    t0, t0, 1
        mv      t4, s0
10:     bgeu    t0, t3, 11f
        lbu     t1, (t4)
        sb      t1, (t0)
        addi    t0, t0, 1
        addi    t4, t4, 1
        bnez    t1, 10b
        la      a0, exec_path
        call    exec
        beqz    a0, 12f
        li      t0, ENOENT
        beq     a0, t0, 11f
        mv      s5, a0
11:     lbu     t0, (s1)
        bnez    t0, 6b
        mv      a0, s5
12:     leave

# Replaces the current process's program by the one at path a0. 0, or a negative error with the process as it was; what fails when the
# old program is already gone kills the process.
exec:
        enter
        li      a1, 1
        call    find_path
        bltz    a0, 9f
        mv      s0, a0
        li      a1, 1
        call    entry_field
        li      t0, 0xf000
        and     t0, t0, a0
        li      t1, 0x8000
        mv      t2, a0
        li      a0, EACCES
        bne     t0, t1, 9f
        andi    t2, t2, 0111
        beqz    t2, 9f
        mv      a0, s0
        call    entry_data
        mv      s0, a0                          # the ELF file
        mv      s1, a1
        call    check_elf
        bltz    a0, 9f
        mv      s2, a0                          # how far it is moved
        call    new_root
        mv      t0, a0
        li      a0, ENOMEM
        beqz    t0, 9f
        ld      s3, P_ROOT(tp)
        sd      t0, P_ROOT(tp)
        mv      a0, s0
        mv      a1, s1
        mv      a2, s2
        call    load_segments
        bltz    a0, 8f
        fence.i                                 # frames that had other code before have new code now
        mv      s4, a0                          # where it ends
        ld      s5, P_BRK_START(tp)
        ld      s6, P_BRK(tp)
        sd      s4, P_BRK_START(tp)
        sd      s4, P_BRK(tp)
        mv      a0, s0
        mv      a1, s2
        call    build_stack
        mv      s7, a0
        bltz    a0, 7f
        mv      a0, s3                          # from here on there is no way back
        call    forget_memory
        sd      s7, P_SP(tp)
        ld      t0, 24(s0)
        add     t0, t0, s2
        sd      t0, P_PC(tp)
        call    close_on_exec
        li      a0, 0
        leave
7:      sd      s5, P_BRK_START(tp)
        sd      s6, P_BRK(tp)
8:      mv      s7, a0
        ld      a0, P_ROOT(tp)
        sd      s3, P_ROOT(tp)
        call    free_root
        mv      a0, s7
9:      leave

# Frees the old table a0, and resets what belonged to the old program: registers, mappings.
forget_memory:
        enter
        mv      s0, a0
        ld      a0, kernel_root
        call    use_root
        mv      a0, s0
        call    free_root
        mv      t0, tp
        addi    t1, tp, P_STATE
1:      sd      zero, (t0)
        addi    t0, t0, 8
        bltu    t0, t1, 1b
        addi    t0, tp, P_MAPS
        addi    t1, tp, P_FILES
2:      sd      zero, (t0)
        addi    t0, t0, 8
        bltu    t0, t1, 2b
        li      t0, MAP_TOP
        sd      t0, P_MAP_LOW(tp)
        leave

# Checks the ELF file at a0, a1 bytes long: how far to move it (0 if it is not position-independent), or ENOEXEC.
check_elf:
        li      t0, 64
        bltu    a1, t0, 1f
        lwu     t0, (a0)
        li      t1, 0x464c457f
        bne     t0, t1, 1f
        lbu     t0, 4(a0)                       # 64-bit
        li      t1, 2
        bne     t0, t1, 1f
        lhu     t0, 18(a0)                      # RISC-V
        li      t1, 243
        bne     t0, t1, 1f
        lhu     t0, 54(a0)
        li      t1, PHDR_SIZE
        bne     t0, t1, 1f
        ld      t0, 32(a0)                      # program headers inside the file
        bltz    t0, 1f
        lhu     t1, 56(a0)
        li      t2, PHDR_SIZE
        mul     t1, t1, t2
        bgtu    t0, a1, 1f
        add     t1, t0, t1
        bgtu    t1, a1, 1f
        lhu     t2, 16(a0)
        add     t0, a0, t0
        add     t1, a0, t1
        li      t4, PT_INTERP
2:      bgeu    t0, t1, 3f                      # a program that needs an interpreter is not for this kernel
        lwu     t3, (t0)
        beq     t3, t4, 1f
        addi    t0, t0, PHDR_SIZE
        j       2b
3:      li      a0, 0
        li      t0, 2
        beq     t2, t0, 4f
        li      a0, PIE_BASE
        li      t0, 3
        beq     t2, t0, 4f
1:      li      a0, ENOEXEC
4:      ret

# Loads the segments of the ELF file a0 of a1 bytes, moved by a2. Answers the first page behind them, ENOEXEC or ENOMEM.
load_segments:
        enter
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        ld      t0, 32(s0)
        add     s3, s0, t0                      # program header
        lhu     s4, 56(s0)                      # how many are left
        li      s5, 0                           # the end so far
1:      beqz    s4, 6f
        lwu     t0, (s3)
        li      t1, PT_LOAD
        bne     t0, t1, 5f
        ld      t0, 8(s3)                       # offset
        ld      t1, 32(s3)                      # size in the file
        ld      t2, 40(s3)                      # size in memory
        ld      t3, 16(s3)                      # address
        add     t3, t3, s2
        li      a0, ENOEXEC
        bgtu    t1, t2, 7f
        beqz    t1, 11f                         # nothing in the file: the offset says nothing
        bgtu    t0, s1, 7f
        sub     t4, s1, t0
        bgtu    t1, t4, 7f
11:
        li      t4, MAP_TOP
        bgeu    t3, t4, 7f
        sub     t4, t4, t3
        bgtu    t2, t4, 7f
        add     s6, s0, t0                      # from
        mv      s7, t3                          # to
        add     s8, t3, t1                      # the end of what is in the file
        add     s9, t3, t2                      # the end
        lwu     t0, 4(s3)
        andi    t1, t0, 1                       # PF_X, PF_W, PF_R
        slli    t1, t1, 3
        andi    t2, t0, 2
        slli    t2, t2, 1
        or      t1, t1, t2
        ori     s10, t1, PTE_U | PTE_R
2:      bgeu    s7, s9, 4f
        mv      a0, s7
        mv      a1, s10
        call    segment_page
        bltz    a0, 7f
        li      t0, PAGE - 1
        and     t1, t0, s7
        add     a0, a0, t1
        or      s11, s7, t0
        addi    s11, s11, 1                     # the next page
        bgeu    s7, s8, 3f
        mv      a2, s11
        bleu    a2, s8, 21f
        mv      a2, s8
21:     sub     a2, a2, s7
        mv      a1, s6
        add     s6, s6, a2
        call    copy
3:      mv      s7, s11
        j       2b
4:      li      t0, PAGE - 1
        add     t1, s9, t0
        not     t0, t0
        and     t1, t1, t0
        bleu    t1, s5, 5f
        mv      s5, t1
5:      addi    s3, s3, PHDR_SIZE
        addi    s4, s4, -1
        j       1b
6:      mv      a0, s5
        bnez    a0, 7f
        li      a0, ENOEXEC
7:      leave

# The frame for the page of address a0 with flags a1: made, or given more rights if two segments share it. Or ENOMEM.
segment_page:
        enter
        mv      s0, a0
        mv      s1, a1
        ld      a0, P_ROOT(tp)
        mv      a1, s0
        li      a2, 1
        call    walk
        mv      s2, a0
        li      a0, ENOMEM
        beqz    s2, 2f
        ld      t0, (s2)
        andi    t1, t0, PTE_V
        bnez    t1, 1f
        call    new_page
        mv      t0, a0
        li      a0, ENOMEM
        beqz    t0, 2f
        srli    t0, t0, 2
        ori     t0, t0, PTE_V | PTE_USED
1:      or      t0, t0, s1
        sd      t0, (s2)
        srli    t0, t0, 10
        slli    a0, t0, 12
2:      leave

# Builds the stack of the ELF file a0 moved by a1: strings, 16 random bytes, then argc, pointers and the auxiliary vector below them.
# Answers the stack pointer or a negative error.
build_stack:
        enter
        mv      s0, a0
        mv      s1, a1
        la      s2, argument_bytes
        ld      s3, argument_end
        sub     s4, s3, s2                      # bytes of strings
        li      s5, USER_TOP - 16
        sub     s5, s5, s4
        andi    s5, s5, -16                     # where they go
        mv      a0, s5
        mv      a1, s2
        mv      a2, s4
        call    copy_out
        bnez    a0, 9f
        addi    s6, s5, -16                     # random bytes
        la      a0, random_room
        li      a1, 16
        call    random_bytes
        mv      a0, s6
        la      a1, random_room
        li      a2, 16
        call    copy_out
        bnez    a0, 9f
        ld      t0, argument_count
        ld      t1, environment_count
        add     t0, t0, t1
        addi    t0, t0, 3 + 2 * AUX_PAIRS
        slli    t0, t0, 3
        sub     s7, s6, t0
        andi    s7, s7, -16                     # the stack pointer
        mv      s8, s7
        ld      a0, argument_count
        call    push
        bnez    a0, 9f
        ld      s9, argument_count
        call    push_strings
        bnez    a0, 9f
        ld      s9, environment_count
        call    push_strings
        bnez    a0, 9f
        ld      t0, 32(s0)                      # AT_PHDR: where the headers are in memory
        mv      a0, s0
        mv      a1, t0
        call    address_of_offset
        add     t1, a0, s1
        la      t0, auxiliary
        sd      t1, 8(t0)
        lhu     t1, 56(s0)
        sd      t1, 40(t0)
        ld      t1, 24(s0)
        add     t1, t1, s1
        sd      t1, 72(t0)
        lwu     t1, user_id
        sd      t1, 88(t0)
        sd      t1, 104(t0)
        lwu     t1, user_id + 4
        sd      t1, 120(t0)
        sd      t1, 136(t0)
        sd      s6, 168(t0)
        mv      a0, s8
        la      a1, auxiliary
        li      a2, 16 * AUX_PAIRS
        call    copy_out
        bnez    a0, 9f
        mv      a0, s7
9:      leave

# The address that file offset a1 of the ELF file a0 is loaded at, before it is moved.
address_of_offset:
        ld      t0, 32(a0)
        add     t0, t0, a0
        lhu     t1, 56(a0)
1:      beqz    t1, 3f
        lwu     t2, (t0)
        li      t3, PT_LOAD
        bne     t2, t3, 2f
        ld      t2, 8(t0)
        ld      t3, 32(t0)
        bltu    a1, t2, 2f
        add     t3, t3, t2
        bgeu    a1, t3, 2f
        sub     a1, a1, t2
        ld      a0, 16(t0)
        add     a0, a0, a1
        ret
2:      addi    t0, t0, PHDR_SIZE
        addi    t1, t1, -1
        j       1b
3:      li      a0, 0
        ret

# Pushes pointers to s9 strings, which begin at user address s5 (s2 in the kernel), and a null.
push_strings:
        addi    sp, sp, -16
        sd      ra, (sp)
1:      beqz    s9, 2f
        mv      a0, s5
        call    push
        bnez    a0, 3f
        mv      a0, s2
        call    string_length
        addi    a0, a0, 1
        add     s2, s2, a0
        add     s5, s5, a0
        addi    s9, s9, -1
        j       1b
2:      li      a0, 0
        call    push
3:      ld      ra, (sp)
        addi    sp, sp, 16
        ret

# Stores a0 at user address s8 and moves it on. 0 or EFAULT.
push:
        la      a1, pointer
        sd      a0, (a1)
        mv      a0, s8
        addi    s8, s8, 8
        li      a2, 8
        j       copy_out

# Fills a1 bytes at a0 from a generator that the device tree, or else the time, has seeded (xorshift64*): not for secrets.
        .globl  random_bytes
random_bytes:
        la      t0, random_state
        ld      t1, (t0)
        bnez    t1, 1f
        rdtime  t1
        li      t2, 0x9e3779b97f4a7c15
        add     t1, t1, t2
1:      beqz    a1, 2f
        srli    t2, t1, 12
        xor     t1, t1, t2
        slli    t2, t1, 25
        xor     t1, t1, t2
        srli    t2, t1, 27
        xor     t1, t1, t2
        li      t2, 0x2545f4914f6cdd1d
        mul     t2, t2, t1
        srli    t2, t2, 56
        sb      t2, (a0)
        addi    a0, a0, 1
        addi    a1, a1, -1
        j       1b
2:      sd      t1, (t0)
        ret

        .section .rodata
path_variable:  .asciz  "PATH="
default_path:   .asciz  "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

        .data
        .balign 8
# AT_PHDR, PHENT, PHNUM, PAGESZ, ENTRY, UID, EUID, GID, EGID, CLKTCK, RANDOM, SECURE, NULL
auxiliary:      .dword  3, 0, 4, PHDR_SIZE, 5, 0, 6, PAGE, 9, 0, 11, 0, 12, 0, 13, 0, 14, 0, 17, 100, 25, 0, 23, 0, 0, 0

        .bss
        .balign 8
        .globl  argument_count, argument_end, argument_bytes, argument_bytes_end
argument_count:         .zero   8
environment_count:      .zero   8
argument_end:           .zero   8
pointer:                .zero   8
                        .globl  random_state
random_state:           .zero   8
random_room:            .zero   16
exec_path:              .zero   1024
exec_path_end:          .zero   8
argument_bytes:         .zero   ARGUMENT_ROOM
argument_bytes_end:     .zero   8
