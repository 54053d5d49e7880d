# Files: the initial archive, a cpio of the "newc" format, read where it lies (Linux, buffer-format.rst).
#
# An entry is a header of 110 characters (a magic and 13 fields of eight hexadecimal digits), the name with its zero byte, padding to four
# bytes, the contents, padding to four bytes. Names have no leading slash. The root has no entry of its own and gets one of ours.

        .include "kernel.inc"

        .equ    HEADER, 110
        .equ    INODE, 0                        # fields by number
        .equ    MODE, 1
        .equ    UID, 2
        .equ    GID, 3
        .equ    LINKS, 4
        .equ    TIME, 5
        .equ    LENGTH, 6
        .equ    NAME_LENGTH, 11
        .equ    S_IFMT, 0xf000
        .equ    S_IFDIR, 0x4000
        .equ    S_IFLNK, 0xa000
        .equ    PATH_ROOM, 1024
        .equ    MOST_LINKS, 8

        .text

        .globl  archive_init
archive_init:
        ld      a0, archive_start
        la      a1, no_archive
        beqz    a0, panic
        ld      t0, archive_end
        la      t1, entries_end
        sd      t0, (t1)
        ret

# Field a1 of entry a0, in a0. Keeps a2 to a7.
        .globl  entry_field
entry_field:
        slli    a1, a1, 3
        add     a0, a0, a1
        addi    a0, a0, 6
        li      t0, 0
        li      t1, 8
1:      lbu     t2, (a0)
        addi    a0, a0, 1
        addi    t3, t2, -'0'
        li      t4, 10
        bltu    t3, t4, 2f
        ori     t2, t2, 32                      # a letter of either case
        addi    t3, t2, -'a' + 10
2:      slli    t0, t0, 4
        add     t0, t0, t3
        addi    t1, t1, -1
        bnez    t1, 1b
        mv      a0, t0
        ret

# The contents of entry a0: address in a0, length in a1.
        .globl  entry_data
entry_data:
        enter
        mv      s0, a0
        li      a1, NAME_LENGTH
        call    entry_field
        add     s1, s0, a0
        addi    s1, s1, HEADER + 3
        andi    s1, s1, -4
        mv      a0, s0
        li      a1, LENGTH
        call    entry_field
        mv      a1, a0
        mv      a0, s1
        leave

# The entry behind entry a0, or 0 at the end.
        .globl  next_entry
next_entry:
        enter
        call    entry_data
        add     a0, a0, a1
        addi    a0, a0, 3
        andi    s0, a0, -4
        mv      a0, s0
        call    check_entry
        leave

# a0 if there is an entry, not the trailer; else 0.
check_entry:
        enter
        mv      s0, a0
        ld      t0, entries_end
        addi    t1, s0, HEADER
        bgtu    t1, t0, 1f
        la      a1, magic
        li      a2, 6
        call    compare
        bnez    a0, 1f
        addi    a0, s0, HEADER
        la      a1, trailer
        call    same_string
        bnez    a0, 1f
        mv      a0, s0
        leave
1:      li      a0, 0
        leave

# The first entry.
        .globl  first_entry
first_entry:
        ld      a0, archive_start
        j       check_entry

# The entry with the name at a0, the empty one being the root's; 0 if there is none.
        .globl  find_entry
find_entry:
        enter
        mv      s0, a0
        lbu     t0, (a0)
        la      a0, root_entry
        beqz    t0, 2f
        call    first_entry
1:      beqz    a0, 2f
        mv      s1, a0
        addi    a0, s1, HEADER
        mv      a1, s0
        call    same_string
        mv      t0, a0
        mv      a0, s1
        bnez    t0, 2f
        call    next_entry
        j       1b
2:      leave

# Finds the entry for a path of the current process: string a0 in the kernel, a1 not 0 to follow a link at its end. Answers the entry or a
# negative error in a0; `found_path` is then its full name.
        .globl  find_path
find_path:
        enter
        mv      s0, a0
        mv      s1, a1
        li      s2, 0                           # links followed
        la      s3, found_path                  # what was walked so far, without slashes at its ends
        lbu     t0, (s0)
        li      a0, ENOENT
        beqz    t0, 9f
        mv      a0, s0
        call    string_length
        li      t0, PATH_ROOM - 1
        mv      t1, a0
        li      a0, ENAMETOOLONG
        bgeu    t1, t0, 9f
        la      a0, rest
        mv      a1, s0
        addi    a2, t1, 1
        call    copy
        la      s4, rest                        # what is still to walk
        sb      zero, (s3)
        lbu     t0, (s4)
        li      t1, '/'
        beq     t0, t1, 1f
        addi    a0, tp, P_CWD                   # relative: from the current directory on
        mv      s5, a0
        call    string_length
        addi    a2, a0, 1
        mv      a0, s3
        mv      a1, s5
        call    copy

1:      lbu     t0, (s4)                        # the next component
        li      t1, '/'
        bne     t0, t1, 2f
        addi    s4, s4, 1
        j       1b
2:      beqz    t0, 8f
        mv      s5, s4
3:      lbu     t0, (s4)
        beqz    t0, 4f
        li      t1, '/'
        beq     t0, t1, 4f
        addi    s4, s4, 1
        j       3b
4:      sub     s6, s4, s5                      # its length
        li      t0, 1
        bne     s6, t0, 5f
        lbu     t1, (s5)
        li      t2, '.'
        beq     t1, t2, 1b
5:      li      t0, 2
        bne     s6, t0, 6f
        lbu     t1, 0(s5)
        lbu     t2, 1(s5)
        li      t3, '.'
        bne     t1, t3, 6f
        bne     t2, t3, 6f
        mv      a0, s3                          # "..": cuts off the last component
        call    string_length
        add     t0, s3, a0
11:     bleu    t0, s3, 12f
        addi    t0, t0, -1
        lbu     t1, (t0)
        li      t2, '/'
        bne     t1, t2, 11b
12:     sb      zero, (t0)
        j       1b

6:      mv      a0, s3                          # what we walk through must be a directory
        call    find_entry
        mv      s7, a0
        li      a0, ENOENT
        beqz    s7, 9f
        mv      a0, s7
        call    is_directory
        mv      t0, a0
        li      a0, ENOTDIR
        beqz    t0, 9f
        mv      a0, s3                          # appends the component
        call    string_length
        mv      s8, a0                          # where to cut it off again
        add     t0, a0, s6
        addi    t0, t0, 2
        li      t1, PATH_ROOM
        li      a0, ENAMETOOLONG
        bgtu    t0, t1, 9f
        add     a0, s3, s8
        beqz    s8, 7f
        li      t0, '/'
        sb      t0, (a0)
        addi    a0, a0, 1
7:      mv      a1, s5
        mv      a2, s6
        call    copy
        sb      zero, (a0)
        mv      a0, s3
        call    find_entry
        mv      s7, a0
        li      a0, ENOENT
        beqz    s7, 9f
        mv      a0, s7
        li      a1, MODE
        call    entry_field
        li      t0, S_IFMT
        and     a0, a0, t0
        li      t0, S_IFLNK
        bne     a0, t0, 1b
        lbu     t0, (s4)
        bnez    t0, 13f
        beqz    s1, 1b                          # a link at the end is not followed
13:     addi    s2, s2, 1
        li      t0, MOST_LINKS
        li      a0, ELOOP
        bgtu    s2, t0, 9f
        mv      a0, s7                          # the target, then what is left, is to be walked now
        call    entry_data
        mv      s9, a0
        mv      s10, a1
        mv      a0, s4
        call    string_length
        add     t0, a0, s10
        addi    s11, a0, 1
        li      t1, PATH_ROOM
        li      a0, ENAMETOOLONG
        addi    t0, t0, 1
        bgtu    t0, t1, 9f
        la      a0, joined
        mv      a1, s9
        mv      a2, s10
        call    copy
        mv      a1, s4
        mv      a2, s11
        call    copy
        la      a0, rest
        la      a1, joined
        li      a2, PATH_ROOM
        call    copy
        la      s4, rest
        add     t0, s3, s8                      # from the link's directory, or the root
        sb      zero, (t0)
        lbu     t0, (s4)
        li      t1, '/'
        bne     t0, t1, 1b
        sb      zero, (s3)
        j       1b

8:      mv      a0, s3
        call    find_entry
        mv      t0, a0
        li      a0, ENOENT
        beqz    t0, 9f
        mv      a0, t0
        call    first_link
9:      leave

# The entry that has the contents of entry a0: of the names of one inode only the first does.
first_link:
        enter
        mv      s0, a0
        li      a1, LENGTH
        call    entry_field
        mv      t0, a0
        mv      a0, s0
        bnez    t0, 9f
        li      a1, INODE
        call    entry_field
        mv      s1, a0
        la      t0, root_entry
        mv      a0, s0
        beq     a0, t0, 9f
        call    first_entry
1:      mv      s2, a0
        li      a1, INODE
        call    entry_field
        mv      t0, a0
        mv      a0, s2
        beq     t0, s1, 9f
        call    next_entry
        j       1b
9:      leave

# Whether entry a0 is a directory: 1 in a0.
        .globl  is_directory
is_directory:
        mv      t6, ra
        li      a1, MODE
        call    entry_field
        li      t0, S_IFMT
        and     a0, a0, t0
        li      t0, S_IFDIR
        sub     a0, a0, t0
        seqz    a0, a0
        jr      t6

# Makes the path at a0 the current process's directory. 0 or a negative error.
        .globl  set_directory
set_directory:
        enter
        li      a1, 1
        call    find_path
        bltz    a0, 1f
        call    is_directory
        mv      t0, a0
        li      a0, ENOTDIR
        beqz    t0, 1f
        la      a0, found_path
        call    string_length
        li      t0, P_MAPS - P_CWD
        mv      t1, a0
        li      a0, ENAMETOOLONG
        bgeu    t1, t0, 1f
        addi    a0, tp, P_CWD
        la      a1, found_path
        addi    a2, t1, 1
        call    copy
        li      a0, 0
1:      leave

# Writes struct stat of entry a0 to user address a1. 0 or EFAULT.
        .globl  stat_entry
stat_entry:
        enter
        mv      s0, a0
        mv      s1, a1
        la      s2, stat_room
        mv      t0, s2
        li      t1, 16
1:      sd      zero, (t0)
        addi    t0, t0, 8
        addi    t1, t1, -1
        bnez    t1, 1b
        li      a1, INODE
        call    entry_field
        sd      a0, 8(s2)
        mv      a0, s0
        li      a1, MODE
        call    entry_field
        sw      a0, 16(s2)
        mv      a0, s0
        li      a1, LINKS
        call    entry_field
        sw      a0, 20(s2)
        mv      a0, s0
        li      a1, UID
        call    entry_field
        sw      a0, 24(s2)
        mv      a0, s0
        li      a1, GID
        call    entry_field
        sw      a0, 28(s2)
        mv      a0, s0
        li      a1, LENGTH
        call    entry_field
        sd      a0, 48(s2)
        addi    a0, a0, 511
        srli    a0, a0, 9
        sd      a0, 64(s2)
        li      t0, PAGE
        sw      t0, 56(s2)
        mv      a0, s0
        li      a1, TIME
        call    entry_field
        sd      a0, 72(s2)
        sd      a0, 88(s2)
        sd      a0, 104(s2)
        mv      a0, s1
        mv      a1, s2
        li      a2, 128
        call    copy_out
        leave

        .section .rodata
magic:          .ascii  "070701"
trailer:        .asciz  "TRAILER!!!"
no_archive:     .asciz  "the boot loader gave no initial archive"
# inode 1, a directory that all may read, two links, no contents
root_entry:     .ascii  "070701"
                .ascii  "00000001" "000041ed" "00000000" "00000000" "00000002" "00000000" "00000000"
                .ascii  "00000000" "00000000" "00000000" "00000000" "00000001" "00000000"
                .asciz  ""

        .bss
        .balign 8
        .globl  found_path, entries_end
entries_end:    .zero   8                       # where the entries end that programs see
found_path:     .zero   PATH_ROOM
rest:           .zero   PATH_ROOM
joined:         .zero   PATH_ROOM
stat_room:      .zero   128
