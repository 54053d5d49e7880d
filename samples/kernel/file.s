# Open files: the standard streams, files of the archive, pipes.

        .include "kernel.inc"

        .equ    O_WRITES, 0x643                 # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND
        .equ    O_DIRECTORY, 0x10000
        .equ    O_NOFOLLOW, 0x20000
        .equ    O_CLOEXEC, 0x80000
        .equ    AT_FDCWD, -100

        .text

# A fresh open file in a0, counted once; 0 if there are too many.
        .globl  new_file
new_file:
        la      a0, files
        la      t0, files_end
1:      ld      t1, F_COUNT(a0)
        beqz    t1, 2f
        addi    a0, a0, F_SIZE
        bltu    a0, t0, 1b
        li      a0, 0
        ret
2:      li      t1, 1
        sd      t1, F_COUNT(a0)
        sd      zero, F_DATA(a0)
        sd      zero, F_OFFSET(a0)
        ret

# One descriptor less for file a0.
        .globl  close_file
close_file:
        ld      t0, F_COUNT(a0)
        addi    t0, t0, -1
        sd      t0, F_COUNT(a0)
        bnez    t0, 9f
        ld      t0, F_TYPE(a0)
        ld      t1, F_DATA(a0)
        li      t2, T_PIPE_READ
        bne     t0, t2, 1f
        sd      zero, PIPE_READERS(t1)
        j       2f
1:      li      t2, T_PIPE_WRITE
        bne     t0, t2, 9f
        sd      zero, PIPE_WRITERS(t1)
2:      enter
        mv      s0, t1
        mv      a0, s0
        call    wake
        ld      t0, PIPE_READERS(s0)
        ld      t1, PIPE_WRITERS(s0)
        or      t0, t0, t1
        bnez    t0, 3f
        ld      a0, PIPE_PAGE(s0)
        sd      zero, PIPE_PAGE(s0)
        call    drop_page
3:      leave
9:      ret

# The file of descriptor a0 in a0, 0 if it is not open. The slot's address in a1.
        .globl  file_of
file_of:
        li      t0, FILES
        bgeu    a0, t0, 1f
        slli    t0, a0, 4
        addi    a1, tp, P_FILES
        add     a1, a1, t0
        ld      a0, (a1)
        ret
1:      li      a0, 0
        ret

# The lowest free descriptor from a0 on, or EMFILE.
free_descriptor:
        li      t0, FILES
1:      bgeu    a0, t0, 2f
        slli    t1, a0, 4
        add     t1, t1, tp
        ld      t1, P_FILES(t1)
        beqz    t1, 3f
        addi    a0, a0, 1
        j       1b
2:      li      a0, EMFILE
3:      ret

# Puts file a0 into descriptor a1 with close-on-exec flag a2; answers the descriptor.
install:
        slli    t0, a1, 4
        add     t0, t0, tp
        sd      a0, P_FILES(t0)
        sd      a2, P_FILES + 8(t0)
        mv      a0, a1
        ret

        .globl  close_on_exec
close_on_exec:
        enter
        addi    s0, tp, P_FILES
        li      s1, FILES
1:      ld      a0, 0(s0)
        beqz    a0, 2f
        ld      t0, 8(s0)
        beqz    t0, 2f
        sd      zero, 0(s0)
        call    close_file
2:      addi    s0, s0, 16
        addi    s1, s1, -1
        bnez    s1, 1b
        leave

# Finds the entry for directory descriptor a0 and user path a1, a2 as for find_path. Entry or a negative error. Only the current
# directory may be given for a relative path.
path_argument:
        enter
        sext.w  s0, a0
        mv      s1, a1
        mv      s2, a2
        la      a0, path_room
        li      a2, 1024
        call    string_in
        bltz    a0, 9f
        lbu     t0, path_room
        li      t1, '/'
        beq     t0, t1, 1f
        li      t1, AT_FDCWD
        li      a0, ENOSYS
        bne     s0, t1, 9f
1:      la      a0, path_room
        mv      a1, s2
        call    find_path
9:      leave

# openat(directory, path, flags, mode)
        .globl  sys_openat
sys_openat:
        enter
        mv      s0, a2
        li      a2, 1
        li      t0, O_NOFOLLOW
        and     t0, t0, s0
        beqz    t0, 1f
        li      a2, 0
1:      call    path_argument
        mv      s1, a0
        la      a0, path_room
        la      a1, null_path
        call    same_string
        bnez    a0, 4f
        mv      a0, s1
        li      t0, ENOENT
        bne     a0, t0, 2f
        andi    t1, s0, 0x40                    # O_CREAT
        beqz    t1, 2f
        li      a0, EROFS
2:      bltz    a0, 9f
        mv      s1, a0
        li      t0, O_WRITES
        and     t0, t0, s0
        li      a0, EROFS
        bnez    t0, 9f
        mv      a0, s1
        li      a1, 1
        call    entry_field
        li      t0, 0xf000
        and     t0, t0, a0
        li      t1, 0xa000
        li      a0, ELOOP
        beq     t0, t1, 9f
        li      t1, O_DIRECTORY
        and     t1, t1, s0
        beqz    t1, 3f
        li      t1, 0x4000
        li      a0, ENOTDIR
        bne     t0, t1, 9f
3:      li      s3, T_FILE
        j       5f
4:      li      s3, T_NULL                      # the one device; it needs no entry
        li      s1, 0
5:      li      a0, 0
        call    free_descriptor
        bltz    a0, 9f
        mv      s2, a0
        call    new_file
        mv      t0, a0
        li      a0, ENFILE
        beqz    t0, 9f
        mv      t1, s3
        sd      t1, F_TYPE(t0)
        sd      s1, F_DATA(t0)
        mv      a0, t0
        mv      a1, s2
        li      a2, O_CLOEXEC
        and     a2, a2, s0
        call    install
9:      leave

        .globl  sys_close
sys_close:
        enter
        call    file_of
        mv      t0, a0
        li      a0, EBADF
        beqz    t0, 1f
        sd      zero, (a1)
        mv      a0, t0
        call    close_file
        li      a0, 0
1:      leave

# dup(old)
        .globl  sys_dup
sys_dup:
        li      a1, 0
        li      a2, 0

# A copy of descriptor a0 at the lowest free one from a1 on, close-on-exec flag a2.
duplicate:
        enter
        mv      s0, a1
        mv      s1, a2
        call    file_of
        mv      s2, a0
        li      a0, EBADF
        beqz    s2, 1f
        mv      a0, s0
        call    free_descriptor
        bltz    a0, 1f
        mv      a1, a0
        mv      a0, s2
        ld      t0, F_COUNT(a0)
        addi    t0, t0, 1
        sd      t0, F_COUNT(a0)
        mv      a2, s1
        call    install
1:      leave

# dup3(old, new, flags)
        .globl  sys_dup3
sys_dup3:
        enter
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        li      a0, EINVAL
        beq     s0, s1, 9f
        li      a0, EBADF
        li      t0, FILES
        bgeu    s1, t0, 9f
        mv      a0, s0
        call    file_of
        mv      s3, a0
        li      a0, EBADF
        beqz    s3, 9f
        ld      t0, F_COUNT(s3)
        addi    t0, t0, 1
        sd      t0, F_COUNT(s3)
        mv      a0, s1
        call    file_of
        beqz    a0, 1f
        call    close_file
1:      mv      a0, s3
        mv      a1, s1
        mv      a2, s2
        call    install
9:      leave

# fcntl(descriptor, command, argument): duplicating and the flags
        .globl  sys_fcntl
sys_fcntl:
        beqz    a1, 1f                          # F_DUPFD
        li      t0, 1030                        # F_DUPFD_CLOEXEC
        beq     a1, t0, 2f
        enter
        mv      s0, a1
        mv      s1, a2
        call    file_of
        mv      t1, a0
        li      a0, EBADF
        beqz    t1, 9f
        li      t0, 1                           # F_GETFD
        bne     s0, t0, 3f
        ld      a0, 8(a1)
        snez    a0, a0
        leave
3:      li      t0, 2                           # F_SETFD
        bne     s0, t0, 4f
        andi    t0, s1, 1
        sd      t0, 8(a1)
        li      a0, 0
        leave
4:      li      t0, 3                           # F_GETFL: the way it was opened
        li      a0, EINVAL
        bne     s0, t0, 9f
        ld      t1, F_TYPE(t1)
        li      a0, 1
        li      t0, T_OUTPUT
        beq     t1, t0, 9f
        li      t0, T_ERROR
        beq     t1, t0, 9f
        li      t0, T_PIPE_WRITE
        beq     t1, t0, 9f
        li      a0, 0
9:      leave
1:      mv      a1, a2
        li      a2, 0
        j       duplicate
2:      mv      a1, a2
        li      a2, 1
        j       duplicate

# pipe2(descriptors, flags)
        .globl  sys_pipe2
sys_pipe2:
        enter
        mv      s0, a0
        mv      s1, a1
        li      a0, ENFILE
        la      s2, pipes
        la      t0, pipes_end
1:      ld      t1, PIPE_PAGE(s2)
        beqz    t1, 2f
        addi    s2, s2, PIPE_SIZE
        bltu    s2, t0, 1b
        j       9f
2:      call    new_page
        mv      s5, a0
        li      a0, ENOMEM
        beqz    s5, 9f
        sd      s5, PIPE_PAGE(s2)
        sd      zero, PIPE_READ(s2)
        sd      zero, PIPE_WRITTEN(s2)
        li      t0, 1
        sd      t0, PIPE_READERS(s2)
        sd      t0, PIPE_WRITERS(s2)
        call    new_file
        mv      s3, a0
        beqz    s3, 6f
        call    new_file
        mv      s4, a0
        beqz    s4, 5f
        li      t0, T_PIPE_READ
        sd      t0, F_TYPE(s3)
        sd      s2, F_DATA(s3)
        li      t0, T_PIPE_WRITE
        sd      t0, F_TYPE(s4)
        sd      s2, F_DATA(s4)
        li      a0, 0
        call    free_descriptor
        bltz    a0, 7f
        mv      s6, a0
        addi    a0, a0, 1
        call    free_descriptor
        bltz    a0, 7f
        mv      s7, a0
        la      a1, descriptors
        sw      s6, 0(a1)
        sw      s7, 4(a1)
        mv      a0, s0
        li      a2, 8
        call    copy_out
        bltz    a0, 7f
        li      a2, O_CLOEXEC
        and     s1, s1, a2
        mv      a0, s3
        mv      a1, s6
        mv      a2, s1
        call    install
        mv      a0, s4
        mv      a1, s7
        mv      a2, s1
        call    install
        li      a0, 0
        j       9f
5:      li      a0, ENFILE
        sd      zero, F_COUNT(s3)
        j       8f
6:      li      a0, ENFILE
        j       8f
7:      sd      zero, F_COUNT(s3)
        sd      zero, F_COUNT(s4)
8:      mv      s7, a0
        mv      a0, s5
        sd      zero, PIPE_PAGE(s2)
        call    drop_page
        mv      a0, s7
9:      leave

# read(descriptor, buffer, length)
        .globl  sys_read
sys_read:
        enter
        mv      s0, a1
        mv      s1, a2
        call    file_of
        mv      s2, a0
        li      a0, EBADF
        beqz    s2, 9f
        ld      t0, F_TYPE(s2)
        li      t1, T_FILE
        beq     t0, t1, 1f
        li      t1, T_PIPE_READ
        beq     t0, t1, 3f
        li      a0, 0
        li      t1, T_NULL
        beq     t0, t1, 9f
        li      a0, EBADF
        li      t1, T_INPUT
        bne     t0, t1, 9f
        mv      a0, s0
        mv      a1, s1
        call    read_input
        leave
1:      mv      a0, s2
        ld      a1, F_OFFSET(s2)
        mv      a2, s0
        mv      a3, s1
        call    read_entry
        bltz    a0, 9f
        ld      t0, F_OFFSET(s2)
        add     t0, t0, a0
        sd      t0, F_OFFSET(s2)
        leave
3:      mv      a0, s2
        mv      a1, s0
        mv      a2, s1
        call    read_pipe
9:      leave

# pread64(descriptor, buffer, length, offset)
        .globl  sys_pread64
sys_pread64:
        enter
        mv      s0, a1
        mv      s1, a2
        mv      s2, a3
        call    file_of
        mv      t0, a0
        li      a0, EBADF
        beqz    t0, 9f
        ld      t1, F_TYPE(t0)
        li      t2, T_FILE
        li      a0, ESPIPE
        bne     t1, t2, 9f
        li      a0, EINVAL
        bltz    s2, 9f
        mv      a0, t0
        mv      a1, s2
        mv      a2, s0
        mv      a3, s1
        call    read_entry
9:      leave

# Copies up to a3 bytes at offset a1 of file a0 to user address a2; answers how many.
read_entry:
        enter
        mv      s0, a1
        mv      s1, a2
        mv      s2, a3
        ld      s3, F_DATA(a0)
        mv      a0, s3
        call    is_directory
        mv      t0, a0
        li      a0, EISDIR
        bnez    t0, 9f
        mv      a0, s3
        call    entry_data
        mv      t0, a0
        li      a0, 0
        bgeu    s0, a1, 9f
        sub     s4, a1, s0
        bleu    s4, s2, 1f
        mv      s4, s2
1:      add     a1, t0, s0
        mv      a0, s1
        mv      a2, s4
        call    copy_out
        bnez    a0, 9f
        mv      a0, s4
9:      leave

# Up to a1 bytes of standard input to user address a0. If there is nothing yet, the process sleeps until the next tick.
read_input:
        enter
        mv      s0, a0
        mv      s1, a1
        li      a0, 0
        beqz    s1, 9f
        li      t0, PAGE
        bleu    s1, t0, 1f
        mv      s1, t0
1:      la      a0, transfer_room
        mv      a1, s1
        li      a7, GUEST_READ
        call    sbi_guest
        beqz    a0, 2f
        la      a0, input_channel
        j       sleep
2:      mv      s1, a1
        mv      a0, s0
        la      a1, transfer_room
        mv      a2, s1
        call    copy_out
        bnez    a0, 9f
        mv      a0, s1
9:      leave

# Up to a2 bytes from the pipe of file a0 to user address a1.
read_pipe:
        enter
        ld      s0, F_DATA(a0)
        mv      s1, a1
        mv      s2, a2
        li      a0, 0
        beqz    s2, 9f
        ld      s3, PIPE_READ(s0)
        ld      t0, PIPE_WRITTEN(s0)
        sub     s4, t0, s3                      # bytes there
        bnez    s4, 1f
        ld      t0, PIPE_WRITERS(s0)
        beqz    t0, 9f
        mv      a0, s0
        j       sleep
1:      bleu    s4, s2, 2f
        mv      s4, s2
2:      mv      s5, s4
3:      beqz    s4, 5f                          # at most two pieces: to the end of the page, and from its start
        li      t0, PAGE - 1
        and     t1, s3, t0
        ld      t2, PIPE_PAGE(s0)
        add     a1, t2, t1
        addi    t0, t0, 1
        sub     s6, t0, t1
        bleu    s6, s4, 4f
        mv      s6, s4
4:      mv      a0, s1
        mv      a2, s6
        call    copy_out
        bnez    a0, 9f
        add     s1, s1, s6
        add     s3, s3, s6
        sub     s4, s4, s6
        j       3b
5:      sd      s3, PIPE_READ(s0)
        mv      a0, s0
        call    wake
        mv      a0, s5
9:      leave

# write(descriptor, buffer, length)
        .globl  sys_write
sys_write:
        enter
        mv      s0, a1
        mv      s1, a2
        call    file_of
        mv      s2, a0
        li      a0, EBADF
        beqz    s2, 9f
        ld      t0, F_TYPE(s2)
        li      t1, T_PIPE_WRITE
        beq     t0, t1, 2f
        li      t1, T_NULL
        mv      a0, s1
        beq     t0, t1, 9f
        li      a0, EBADF
        li      t1, T_OUTPUT
        li      s3, 1
        beq     t0, t1, 1f
        li      t1, T_ERROR
        li      s3, 2
        bne     t0, t1, 9f
1:      mv      a0, s3
        mv      a1, s0
        mv      a2, s1
        call    write_output
        leave
2:      mv      a0, s2
        mv      a1, s0
        mv      a2, s1
        call    write_pipe
9:      leave

# a2 bytes from user address a1 to the host's stream a0, a page at a time.
write_output:
        enter
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        li      s3, 0
1:      beqz    s2, 3f
        li      s4, PAGE
        bleu    s4, s2, 2f
        mv      s4, s2
2:      la      a0, transfer_room
        mv      a1, s1
        mv      a2, s4
        call    copy_in
        bnez    a0, 4f
        mv      a0, s0
        la      a1, transfer_room
        mv      a2, s4
        li      a7, GUEST_WRITE
        call    sbi_guest
        beqz    a0, 5f
        la      a0, transfer_room               # a hypervisor that does not know the call has at least a console
        mv      a1, s4
        call    console_write
5:      add     s1, s1, s4
        sub     s2, s2, s4
        add     s3, s3, s4
        j       1b
4:      beqz    s3, 9f
3:      mv      a0, s3
9:      leave

# a2 bytes from user address a1 to the pipe of file a0. What did not fit is written when the call is made anew: P_DONE counts.
write_pipe:
        enter
        ld      s0, F_DATA(a0)
        ld      s3, P_DONE(tp)
        add     s1, a1, s3
        sub     s2, a2, s3
1:      ld      t0, PIPE_READERS(s0)
        beqz    t0, 6f
        beqz    s2, 5f
        ld      s4, PIPE_WRITTEN(s0)
        ld      t0, PIPE_READ(s0)
        sub     t0, s4, t0
        li      t1, PAGE
        sub     s5, t1, t0                      # room
        beqz    s5, 4f
        li      t0, PAGE - 1
        and     t2, s4, t0
        sub     t3, t1, t2
        bleu    s5, t3, 2f
        mv      s5, t3
2:      bleu    s5, s2, 3f
        mv      s5, s2
3:      ld      a0, PIPE_PAGE(s0)
        add     a0, a0, t2
        mv      a1, s1
        mv      a2, s5
        call    copy_in
        bnez    a0, 8f
        add     s4, s4, s5
        sd      s4, PIPE_WRITTEN(s0)
        add     s1, s1, s5
        sub     s2, s2, s5
        add     s3, s3, s5
        mv      a0, s0
        call    wake
        j       1b
4:      sd      s3, P_DONE(tp)
        mv      a0, s0
        j       sleep
5:      mv      a0, s3
        j       9f
6:      bnez    s3, 5b                          # nobody reads any more
        sd      zero, P_DONE(tp)
        ld      t0, P_IGNORED(tp)
        li      t1, 1 << SIGPIPE
        and     t0, t0, t1
        lw      t1, P_PID(tp)
        addi    t1, t1, -1
        seqz    t1, t1                          # process 1 is not killed by it
        or      t0, t0, t1
        li      a0, EPIPE
        bnez    t0, 9f
        li      a0, SIGPIPE
        j       kill_current
8:      bnez    s3, 5b
9:      sd      zero, P_DONE(tp)
        leave

# writev, readv: the pieces one after the other, until one is short
        .globl  sys_writev, sys_readv
sys_writev:
        la      a3, sys_write
        j       vector
sys_readv:
        la      a3, sys_read
vector:
        enter
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        mv      s3, a3
        li      a0, EINVAL
        li      t0, 1024
        bgtu    s2, t0, 9f
        ld      s4, P_DONE(tp)                  # pieces of a call that slept are not written again: only pipes sleep with bytes done
        bnez    s4, 4f
        li      s4, 0
1:      beqz    s2, 3f
        la      a0, piece
        mv      a1, s1
        li      a2, 16
        call    copy_in
        bnez    a0, 2f
        ld      s5, piece + 8
        addi    s1, s1, 16
        addi    s2, s2, -1
        beqz    s5, 1b
        mv      a0, s0
        ld      a1, piece
        mv      a2, s5
        jalr    s3
        bltz    a0, 2f
        add     s4, s4, a0
        beq     a0, s5, 1b
3:      mv      a0, s4
        leave
2:      bnez    s4, 3b
9:      leave
4:                                              # goes on with the first piece that is not empty
5:      mv      a1, s1
        li      a2, 16
        la      a0, piece
        call    copy_in
        bnez    a0, 9b
        addi    s1, s1, 16
        ld      a2, piece + 8
        beqz    a2, 5b
        mv      a0, s0
        ld      a1, piece
        jalr    s3
        leave

# lseek(descriptor, offset, whence)
        .globl  sys_lseek
sys_lseek:
        enter
        mv      s0, a1
        mv      s1, a2
        call    file_of
        mv      s2, a0
        li      a0, EBADF
        beqz    s2, 9f
        ld      t0, F_TYPE(s2)
        li      t1, T_FILE
        li      a0, ESPIPE
        bne     t0, t1, 9f
        li      s3, 0
        beqz    s1, 1f
        ld      s3, F_OFFSET(s2)
        li      t0, 1
        beq     s1, t0, 1f
        li      t0, 2
        li      a0, EINVAL
        bne     s1, t0, 9f
        ld      a0, F_DATA(s2)
        call    entry_data
        mv      s3, a1
1:      add     s3, s3, s0
        li      a0, EINVAL
        bltz    s3, 9f
        sd      s3, F_OFFSET(s2)
        mv      a0, s3
9:      leave

# fstat(descriptor, buffer)
        .globl  sys_fstat
sys_fstat:
        enter
        mv      s0, a1
        call    file_of
        mv      t0, a0
        li      a0, EBADF
        beqz    t0, 9f
        ld      t1, F_TYPE(t0)
        li      t2, T_FILE
        bne     t1, t2, 1f
        ld      a0, F_DATA(t0)
        mv      a1, s0
        call    stat_entry
        leave
1:      la      a0, pipe_entry                  # streams and pipes alike
        mv      a1, s0
        call    stat_entry
9:      leave

# newfstatat(directory, path, buffer, flags)
        .globl  sys_newfstatat
sys_newfstatat:
        enter
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        mv      s3, a3
        li      t0, 0x1000                      # AT_EMPTY_PATH with an empty path: the descriptor itself
        and     t0, t0, s3
        beqz    t0, 1f
        la      a0, path_room
        li      a2, 1024
        call    string_in
        bltz    a0, 9f
        lbu     t0, path_room
        bnez    t0, 1f
        mv      a0, s0
        mv      a1, s2
        call    sys_fstat
        leave
1:      mv      a0, s0
        mv      a1, s1
        andi    a2, s3, 0x100                   # AT_SYMLINK_NOFOLLOW
        seqz    a2, a2
        call    path_argument
        bltz    a0, 9f
        mv      a1, s2
        call    stat_entry
9:      leave

# readlinkat(directory, path, buffer, length)
        .globl  sys_readlinkat
sys_readlinkat:
        enter
        mv      s0, a2
        mv      s1, a3
        li      a2, 0
        call    path_argument
        bltz    a0, 9f
        mv      s2, a0
        li      a1, 1
        call    entry_field
        li      t0, 0xf000
        and     t0, t0, a0
        li      t1, 0xa000
        li      a0, EINVAL
        bne     t0, t1, 9f
        mv      a0, s2
        call    entry_data
        mv      s3, a1
        bleu    s3, s1, 1f
        mv      s3, s1
1:      mv      a1, a0
        mv      a0, s0
        mv      a2, s3
        call    copy_out
        bnez    a0, 9f
        mv      a0, s3
9:      leave

# faccessat(directory, path, mode): nothing may be written
        .globl  sys_faccessat
sys_faccessat:
        enter
        mv      s0, a2
        li      a2, 1
        call    path_argument
        bltz    a0, 9f
        andi    t0, s0, 2
        li      t1, EROFS
        bnez    t0, 1f
        andi    t0, s0, 1
        mv      t1, a0
        li      a0, 0
        beqz    t0, 9f
        mv      a0, t1
        li      a1, 1
        call    entry_field
        andi    t0, a0, 0111
        li      a0, 0
        bnez    t0, 9f
        li      a0, EACCES
        leave
1:      mv      a0, t1
9:      leave

# getcwd(buffer, size)
        .globl  sys_getcwd
sys_getcwd:
        enter
        mv      s0, a0
        mv      s1, a1
        addi    a0, tp, P_CWD
        call    string_length
        addi    s2, a0, 2
        li      a0, ERANGE
        bgtu    s2, s1, 9f
        la      a0, path_room
        li      t0, '/'
        sb      t0, (a0)
        addi    a0, a0, 1
        addi    a1, tp, P_CWD
        addi    a2, s2, -1
        call    copy
        mv      a0, s0
        la      a1, path_room
        mv      a2, s2
        call    copy_out
        bnez    a0, 9f
        mv      a0, s2
9:      leave

# chdir(path)
        .globl  sys_chdir
sys_chdir:
        enter
        mv      a1, a0
        la      a0, path_room
        li      a2, 1024
        call    string_in
        bltz    a0, 9f
        la      a0, path_room
        call    set_directory
9:      leave

# getdents64(descriptor, buffer, length). The offset is 0 for ".", 1 for "..", else the entry to go on with.
        .globl  sys_getdents64
sys_getdents64:
        enter
        mv      s0, a1
        mv      s1, a2
        call    file_of
        mv      s2, a0
        li      a0, EBADF
        beqz    s2, 9f
        ld      t0, F_TYPE(s2)
        li      t1, T_FILE
        li      a0, ENOTDIR
        bne     t0, t1, 9f
        ld      s3, F_DATA(s2)
        mv      a0, s3
        call    is_directory
        mv      t0, a0
        li      a0, ENOTDIR
        beqz    t0, 9f
        li      s4, 0                           # bytes so far
        ld      s5, F_OFFSET(s2)
        li      t0, 2
        bgeu    s5, t0, 3f
1:      la      s7, dot_name                    # the directory itself stands for its parent too
        li      s6, 1
        beqz    s5, 2f
        la      s7, dot_dot_name
        call    first_entry
        mv      s6, a0
        bnez    a0, 2f
        li      s6, -1
2:      mv      a0, s3
        mv      a1, s7
        mv      a2, s6
        call    put_entry
        bltz    a0, 8f
        mv      s5, s6
        li      t0, 1
        beq     s5, t0, 1b
3:      blez    s5, 7f                          # each entry whose name is the directory's, a slash, and no slash more
        mv      a0, s5
        call    next_entry
        mv      s6, a0
        bnez    a0, 4f
        li      s6, -1
4:      addi    a0, s5, 110
        addi    a1, s3, 110
        call    name_within
        beqz    a0, 5f
        mv      a1, a0
        mv      a0, s5
        mv      a2, s6
        call    put_entry
        bltz    a0, 8f
5:      mv      s5, s6
        j       3b
8:      bnez    s4, 7f                          # the buffer is full: too small if nothing fitted
        leave
7:      sd      s5, F_OFFSET(s2)
        mv      a0, s4
9:      leave

# The last component of name a0 if it lies directly in the directory named a1, else 0.
name_within:
        lbu     t0, (a1)
        beqz    t0, 2f
1:      lbu     t1, (a0)
        beqz    t0, 5f
        bne     t0, t1, 4f
        addi    a0, a0, 1
        addi    a1, a1, 1
        lbu     t0, (a1)
        j       1b
5:      li      t2, '/'
        bne     t1, t2, 4f
        addi    a0, a0, 1
2:      mv      t0, a0
3:      lbu     t1, (t0)
        addi    t0, t0, 1
        li      t2, '/'
        beq     t1, t2, 4f
        bnez    t1, 3b
        ret
4:      li      a0, 0
        ret

# Puts entry a0 by the name a1 with offset a2 at s4 of the user buffer s0, s1 bytes long, and moves s4 on. 0, or EINVAL if it is full.
put_entry:
        addi    sp, sp, -48
        sd      ra, 0(sp)
        sd      s2, 8(sp)
        sd      s3, 16(sp)
        sd      s5, 24(sp)
        mv      s2, a0
        mv      s3, a1
        la      s5, path_room
        sd      a2, 8(s5)
        mv      a0, s3
        call    string_length
        li      t0, 255                         # an entry's name is no longer
        bleu    a0, t0, 2f
        mv      a0, t0
2:      addi    t5, a0, 1 + 19 + 7
        andi    t5, t5, -8
        sh      t5, 16(s5)
        sd      t5, 32(sp)
        addi    a2, a0, 1
        addi    a0, s5, 19
        mv      a1, s3
        call    copy
        mv      a0, s2
        li      a1, 0
        call    entry_field
        sd      a0, 0(s5)
        mv      a0, s2
        li      a1, 1
        call    entry_field
        srli    a0, a0, 12
        andi    a0, a0, 15
        sb      a0, 18(s5)
        ld      a2, 32(sp)
        add     t0, s4, a2
        li      a0, EINVAL
        bgtu    t0, s1, 1f
        add     a0, s0, s4
        mv      s4, t0
        mv      a1, s5
        call    copy_out
1:      ld      ra, 0(sp)
        ld      s2, 8(sp)
        ld      s3, 16(sp)
        ld      s5, 24(sp)
        addi    sp, sp, 48
        ret

        .section .rodata
null_path:      .asciz  "/dev/null"
dot_name:       .asciz  "."
dot_dot_name:   .asciz  ".."
# what fstat says of a stream: a fifo
pipe_entry:     .ascii  "070701"
                .ascii  "00000000" "00001180" "00000000" "00000000" "00000001" "00000000" "00000000"
                .ascii  "00000000" "00000000" "00000000" "00000000" "00000001" "00000000"
                .asciz  ""

        .bss
        .balign 16
files:          .zero   F_SIZE * OPEN_FILES
files_end:
pipes:          .zero   PIPE_SIZE * PIPES
pipes_end:
path_room:      .zero   1280
transfer_room:  .zero   PAGE
piece:          .zero   16
descriptors:    .zero   8
