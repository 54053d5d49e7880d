# The guest agent: process 1 of a virtual machine. It prepares the root file system, starts the image's entry point as process 1 of a
# PID namespace of its own, carries its standard streams over console ports, and reports how it ended.
#
# The plan, /.twofold/plan, is little-endian:
#    0  "TWF1"
#    4  flags: 1 a terminal is wanted; its rows are in bits 8 to 19, its columns in bits 20 to 31
#    8  uid        12  gid
#   16  number of supplementary groups   20  of arguments   24  of environment strings   28  of tmpfs mounts
#   32  the groups, four bytes each
#       then strings, each ending with a zero byte: host name, working directory, arguments, environment,
#       and for each tmpfs its directory and its mount options
#
# Ports of console 0: 0 standard input, 1 standard output, 2 standard error, 3 control.
# To the host, control carries "E" when the entry point is about to run, "F" and an errno byte when it could not be executed, "X" and
# four bytes of wait status at the end. From the host it carries pairs of bytes: "S" and a signal for the entry point, "P" and a stream
# that nobody reads any more, and "W" and a zero byte,
# with rows and columns behind them, two bytes each.

        .equ    SYS_ioctl, 29
        .equ    SYS_dup3, 24
        .equ    SYS_mknodat, 33
        .equ    SYS_mkdirat, 34
        .equ    SYS_symlinkat, 36
        .equ    SYS_mount, 40
        .equ    SYS_chdir, 49
        .equ    SYS_fchmodat, 53
        .equ    SYS_openat, 56
        .equ    SYS_close, 57
        .equ    SYS_pipe2, 59
        .equ    SYS_read, 63
        .equ    SYS_write, 64
        .equ    SYS_sync, 81
        .equ    SYS_exit, 93
        .equ    SYS_futex, 98
        .equ    SYS_nanosleep, 101
        .equ    SYS_kill, 129
        .equ    SYS_rt_sigaction, 134
        .equ    SYS_reboot, 142
        .equ    SYS_setresuid, 147
        .equ    SYS_setresgid, 149
        .equ    SYS_setsid, 157
        .equ    SYS_setgroups, 159
        .equ    SYS_sethostname, 161
        .equ    SYS_umask, 166
        .equ    SYS_socket, 198
        .equ    SYS_clone, 220
        .equ    SYS_execve, 221
        .equ    SYS_mmap, 222
        .equ    SYS_wait4, 260

        .equ    AT_FDCWD, -100
        .equ    O_RDWR, 2
        .equ    O_CLOEXEC, 0x80000
        .equ    ENOENT, 2
        .equ    EINTR, 4
        .equ    EACCES, 13
        .equ    ENOTDIR, 20
        .equ    SIGPIPE, 13
        .equ    MS_NOSUID_NODEV_NOEXEC, 14
        .equ    TERMINAL, 1
        .equ    BUFFER, 65536
        .equ    PLAN_ROOM, 4194304
        .equ    PORT_PATH, 14           # bytes of each port's path
        # CLONE_VM | FS | FILES | SIGHAND | THREAD | SYSVSEM
        .equ    THREAD_FLAGS, 0x50f00
        # CLONE_NEWPID | SIGCHLD
        .equ    CHILD_FLAGS, 0x20000011

        .macro  call_kernel number
        li      a7, \number
        ecall
        .endm

        # mount(source, target, type, flags, data)
        .macro  mount_at source, target, type, flags, data
        la      a0, \source
        la      a1, \target
        la      a2, \type
        li      a3, \flags
        la      a4, \data
        call_kernel SYS_mount
        .endm

        # mknod(path, mode, device) with exactly that mode
        .macro  node_at path, mode, major, minor
        li      a0, AT_FDCWD
        la      a1, \path
        li      a2, \mode
        li      a3, (\major << 8) | \minor
        call_kernel SYS_mknodat
        .endm

        .macro  directory_at path
        li      a0, AT_FDCWD
        la      a1, \path
        li      a2, 0755
        call_kernel SYS_mkdirat
        .endm

        .macro  link_at target, path
        la      a0, \target
        li      a1, AT_FDCWD
        la      a2, \path
        call_kernel SYS_symlinkat
        .endm

        .text
        .globl  _start
_start:
        li      a0, 0
        call_kernel SYS_umask
        mount_at name_dev, path_dev, type_devtmpfs, 0, empty
        call    read_plan
        call    open_ports
        call    parse_plan
        call    prepare_files
        call    raise_loopback
        call    ignore_broken_pipes
        call    make_streams
        call    start_threads

        li      a0, CHILD_FLAGS
        li      a1, 0
        li      a2, 0
        li      a3, 0
        li      a4, 0
        call_kernel SYS_clone
        beqz    a0, child
        bltz    a0, stop
        la      t0, child_pid
        sd      a0, (t0)
        call    close_child_ends

# Reaps until the entry point is gone; its PID namespace dies with it.
reap:
        li      a0, -1
        la      a1, wait_status
        li      a2, 0
        li      a3, 0
        call_kernel SYS_wait4
        li      t0, -EINTR
        beq     a0, t0, reap
        bltz    a0, ended
        ld      t1, child_pid
        bne     a0, t1, reap

# Waits for both output pumps to have sent everything, makes the files safe, reports.
ended:
        lw      t0, pumps_done
        li      t1, 2
        bgeu    t0, t1, report
        la      a0, pumps_done
        li      a1, 0                   # FUTEX_WAIT
        mv      a2, t0
        li      a3, 0
        call_kernel SYS_futex
        j       ended
report:
        call_kernel SYS_sync
        la      t0, message
        li      t1, 'X'
        sb      t1, (t0)
        lw      t1, wait_status
        sb      t1, 1(t0)
        srli    t2, t1, 8
        sb      t2, 2(t0)
        srli    t2, t1, 16
        sb      t2, 3(t0)
        srli    t2, t1, 24
        sb      t2, 4(t0)
        li      a0, 5
        call    tell
stop:
        li      a0, 0xfee1dead
        li      a1, 0x28121969
        li      a2, 0x4321fedc          # LINUX_REBOOT_CMD_POWER_OFF
        li      a3, 0
        call_kernel SYS_reboot
        j       stop

# Sends a0 bytes of message to the host.
tell:
        mv      a2, a0
        lw      a0, control_port
        la      a1, message
        call_kernel SYS_write
        ret

# Reads the whole plan into memory of its own; stops the machine if there is none.
read_plan:
        li      a0, 0
        li      a1, PLAN_ROOM
        li      a2, 3                   # PROT_READ | PROT_WRITE
        li      a3, 0x22                # MAP_PRIVATE | MAP_ANONYMOUS
        li      a4, -1
        li      a5, 0
        call_kernel SYS_mmap
        mv      s0, a0
        la      t0, plan
        sd      s0, (t0)
        li      a0, AT_FDCWD
        la      a1, path_plan
        li      a2, O_CLOEXEC
        call_kernel SYS_openat
        bltz    a0, stop
        mv      s1, a0
        mv      s2, s0
1:      mv      a0, s1
        mv      a1, s2
        li      a2, BUFFER
        call_kernel SYS_read
        add     s2, s2, a0
        bgtz    a0, 1b
        mv      a0, s1
        call_kernel SYS_close
        ret

# Opens the four ports; the driver may still be adding them.
open_ports:
        la      s0, input_port
        la      s1, path_ports
        li      s2, 4
1:      li      a0, AT_FDCWD
        mv      a1, s1
        li      a2, O_RDWR | O_CLOEXEC
        call_kernel SYS_openat
        bgez    a0, 2f
        la      a0, one_millisecond
        li      a1, 0
        call_kernel SYS_nanosleep
        j       1b
2:      sw      a0, (s0)
        addi    s0, s0, 4
        addi    s1, s1, PORT_PATH
        addi    s2, s2, -1
        bnez    s2, 1b
        ret

# Brings the loopback interface up, as in a container; a kernel without networks has none.
raise_loopback:
        li      a0, 2                   # AF_INET
        li      a1, 2 | O_CLOEXEC       # SOCK_DGRAM
        li      a2, 0
        call_kernel SYS_socket
        bltz    a0, 1f
        mv      s0, a0
        li      a1, 0x8914              # SIOCSIFFLAGS
        la      a2, loopback
        call_kernel SYS_ioctl
        mv      a0, s0
        call_kernel SYS_close
1:      ret

# Makes the arrays of pointers and notes where each part of the plan is.
parse_plan:
        mv      s11, ra
        ld      s0, plan
        lw      s1, 20(s0)              # arguments
        lw      s2, 24(s0)              # environment strings
        add     a1, s1, s2
        addi    a1, a1, 2
        slli    a1, a1, 3
        li      a0, 0
        li      a2, 3
        li      a3, 0x22
        li      a4, -1
        li      a5, 0
        call_kernel SYS_mmap
        la      t0, arguments
        sd      a0, (t0)
        mv      t1, a0
        lwu     t2, 16(s0)
        slli    t2, t2, 2
        addi    t3, s0, 32
        add     t3, t3, t2              # the strings
        la      t0, host_name
        sd      t3, (t0)
        call    skip_string
        la      t0, directory
        sd      t3, (t0)
        call    skip_string
        mv      t4, s1
        call    point_at_strings
        la      t0, environment
        sd      t1, (t0)
        mv      t4, s2
        call    point_at_strings
        la      t0, mounts
        sd      t3, (t0)
        jr      s11

# Stores pointers to t4 strings from t3 on at t1, and a null behind them.
point_at_strings:
        mv      t6, ra
1:      beqz    t4, 2f
        sd      t3, (t1)
        addi    t1, t1, 8
        call    skip_string
        addi    t4, t4, -1
        j       1b
2:      sd      zero, (t1)
        addi    t1, t1, 8
        jr      t6

# Moves t3 behind the zero byte.
skip_string:
        lbu     t5, (t3)
        addi    t3, t3, 1
        bnez    t5, skip_string
        ret

prepare_files:
        mv      s11, ra
        ld      a0, host_name
        mv      a1, a0
1:      lbu     t0, (a1)
        beqz    t0, 2f
        addi    a1, a1, 1
        j       1b
2:      sub     a1, a1, a0
        call_kernel SYS_sethostname
        mount_at name_tmpfs, path_dev, type_tmpfs, 2, options_dev
        node_at path_null, 0020666, 1, 3
        node_at path_zero, 0020666, 1, 5
        node_at path_full, 0020666, 1, 7
        node_at path_random, 0020666, 1, 8
        node_at path_urandom, 0020666, 1, 9
        node_at path_tty, 0020666, 5, 0
        directory_at path_pts
        directory_at path_shm
        directory_at path_mqueue
        mount_at name_devpts, path_pts, type_devpts, 10, options_pts
        mount_at name_shm, path_shm, type_tmpfs, MS_NOSUID_NODEV_NOEXEC, options_shm
        mount_at name_mqueue, path_mqueue, type_mqueue, MS_NOSUID_NODEV_NOEXEC, empty
        link_at target_ptmx, path_ptmx
        link_at target_fd, path_fd
        link_at target_stdin, path_stdin
        link_at target_stdout, path_stdout
        link_at target_stderr, path_stderr
        link_at target_core, path_core
        mount_at name_sysfs, path_sys, type_sysfs, MS_NOSUID_NODEV_NOEXEC, empty
        ld      s0, plan
        lw      s1, 28(s0)
        ld      t3, mounts
3:      beqz    s1, 4f
        mv      s2, t3
        call    skip_string
        mv      s3, t3
        call    skip_string
        mv      s4, t3
        la      a0, name_tmpfs
        mv      a1, s2
        la      a2, type_tmpfs
        li      a3, MS_NOSUID_NODEV_NOEXEC
        mv      a4, s3
        call_kernel SYS_mount
        mv      t3, s4
        addi    s1, s1, -1
        j       3b
4:      jr      s11

# A pump that writes to a pipe without a reader gets EPIPE.
ignore_broken_pipes:
        la      t0, action
        li      t1, 1                   # SIG_IGN
        sd      t1, (t0)
        j       set_broken_pipes
restore_broken_pipes:
        la      t0, action
        sd      zero, (t0)              # SIG_DFL
set_broken_pipes:
        li      a0, SIGPIPE
        la      a1, action
        li      a2, 0
        li      a3, 8
        call_kernel SYS_rt_sigaction
        ret

# Three pipes, or the two ends of a pseudo-terminal. Output and error pumps read, the input pump writes.
make_streams:
        ld      s0, plan
        lw      t0, 4(s0)
        andi    t0, t0, TERMINAL
        bnez    t0, 1f
        la      a0, input_pipe
        li      a1, O_CLOEXEC
        call_kernel SYS_pipe2
        la      a0, output_pipe
        li      a1, O_CLOEXEC
        call_kernel SYS_pipe2
        la      a0, error_pipe
        li      a1, O_CLOEXEC
        call_kernel SYS_pipe2
        ret
1:      mv      s11, ra
        li      a0, AT_FDCWD
        la      a1, path_ptmx
        li      a2, O_RDWR | O_CLOEXEC | 0x100   # O_NOCTTY
        call_kernel SYS_openat
        la      t0, input_pipe
        sw      a0, 4(t0)
        la      t0, output_pipe
        sw      a0, (t0)
        la      t0, terminal
        sw      a0, (t0)
        mv      s1, a0
        la      t1, unlock
        mv      a0, s1
        li      a1, 0x40045431          # TIOCSPTLCK
        mv      a2, t1
        call_kernel SYS_ioctl
        lw      t0, 4(s0)
        call    set_window
        la      t0, pumps_done          # there is no error pump
        li      t1, 1
        sw      t1, (t0)
        # The agent keeps the other end open until the entry point has it.
        mv      a0, s1
        li      a1, 0x5441              # TIOCGPTPEER
        li      a2, O_RDWR | O_CLOEXEC | 0x100
        call_kernel SYS_ioctl
        la      t0, peer
        sw      a0, (t0)
        jr      s11

# Gives the terminal the size in the plan's flags, t0.
set_window:
        la      a2, window
        slli    t1, t0, 44
        srli    t1, t1, 52
        sh      t1, (a2)
        srliw   t1, t0, 20
        sh      t1, 2(a2)
        lw      a0, terminal
        li      a1, 0x5414              # TIOCSWINSZ
        call_kernel SYS_ioctl
        ret

start_threads:
        mv      s11, ra
        la      a1, input_stack_end
        la      s1, input_pump
        call    start_thread
        la      a1, output_stack_end
        la      s1, output_pump
        call    start_thread
        la      a1, control_stack_end
        la      s1, control_loop
        call    start_thread
        lw      t0, terminal
        bgez    t0, 1f
        la      a1, error_stack_end
        la      s1, error_pump
        call    start_thread
1:      jr      s11

# Starts a thread at s1 with its stack ending at a1.
start_thread:
        li      a0, THREAD_FLAGS
        li      a2, 0
        li      a3, 0
        li      a4, 0
        call_kernel SYS_clone
        bnez    a0, 1f
        jr      s1
1:      ret

end_thread:
        li      a0, 0
        call_kernel SYS_exit
        j       end_thread

# From the input port to the entry point; at the end its standard input ends.
input_pump:
        lw      s0, input_port
        lw      s1, input_pipe + 4
        la      s2, input_buffer
        call    pump
        lw      t0, terminal
        bgez    t0, 1f
        mv      a0, s1
        call_kernel SYS_close
        j       end_thread
1:      la      a1, end_of_file         # a terminal's end of input is a character
        mv      a0, s1
        li      a2, 1
        call_kernel SYS_write
        j       end_thread

output_pump:
        lw      s0, output_pipe
        lw      s1, output_port
        la      s2, output_buffer
        j       pump_and_count
error_pump:
        lw      s0, error_pipe
        lw      s1, error_port
        la      s2, error_buffer
pump_and_count:
        call    pump
        mv      a0, s0
        call_kernel SYS_close
        la      a0, pumps_done
        li      t0, 1
        amoadd.w zero, t0, (a0)
        li      a1, 1                   # FUTEX_WAKE
        li      a2, 1
        call_kernel SYS_futex
        j       end_thread

# Copies from s0 to s1 through the buffer at s2 until the end or an error.
pump:
        mv      a0, s0
        mv      a1, s2
        li      a2, BUFFER
        call_kernel SYS_read
        li      t0, -EINTR
        beq     a0, t0, pump
        blez    a0, 2f
        mv      s3, s2
        mv      s4, a0
1:      mv      a0, s1
        mv      a1, s3
        mv      a2, s4
        call_kernel SYS_write
        li      t0, -EINTR
        beq     a0, t0, 1b
        blez    a0, 2f
        add     s3, s3, a0
        sub     s4, s4, a0
        bnez    s4, 1b
        j       pump
2:      ret

# Does what the host asks.
control_loop:
        lw      s0, control_port
        la      s1, order
1:      mv      a0, s0
        mv      a1, s1
        li      a2, 2
        call    read_fully
        lbu     t0, (s1)
        lbu     t1, 1(s1)
        li      t2, 'S'
        beq     t0, t2, 2f
        li      t2, 'P'
        beq     t0, t2, 3f
        li      t2, 'W'
        beq     t0, t2, 5f
        j       1b
2:      ld      a0, child_pid
        blez    a0, 1b
        mv      a1, t1
        call_kernel SYS_kill
        j       1b
3:      lw      a0, output_pipe
        li      t2, 1
        beq     t1, t2, 4f
        lw      a0, error_pipe
4:      call_kernel SYS_close
        j       1b
5:      addi    a1, s1, 2
        mv      a0, s0
        li      a2, 4
        call    read_fully
        la      t0, window
        lbu     t1, 2(s1)
        lbu     t2, 3(s1)
        slli    t2, t2, 8
        or      t1, t1, t2
        sh      t1, (t0)
        lbu     t1, 4(s1)
        lbu     t2, 5(s1)
        slli    t2, t2, 8
        or      t1, t1, t2
        sh      t1, 2(t0)
        lw      a0, terminal
        li      a1, 0x5414              # TIOCSWINSZ
        la      a2, window
        call_kernel SYS_ioctl
        j       1b

# Reads a2 bytes from a0 to a1; ends the thread if there are no more.
read_fully:
        mv      s4, a0
        mv      s5, a1
        mv      s6, a2
1:      mv      a0, s4
        mv      a1, s5
        mv      a2, s6
        call_kernel SYS_read
        li      t0, -EINTR
        beq     a0, t0, 1b
        blez    a0, end_thread
        add     s5, s5, a0
        sub     s6, s6, a0
        bnez    s6, 1b
        ret

# The agent's copies of what only the entry point uses: pipes end when the entry point and its children are gone.
close_child_ends:
        lw      t0, terminal
        bgez    t0, 1f
        lw      a0, input_pipe
        call_kernel SYS_close
        lw      a0, output_pipe + 4
        call_kernel SYS_close
        lw      a0, error_pipe + 4
        call_kernel SYS_close
        ret
1:      lw      a0, peer
        call_kernel SYS_close
        ret

# The entry point's process, until it is executed.
child:
        call_kernel SYS_setsid
        mount_at name_proc, path_proc, type_proc, MS_NOSUID_NODEV_NOEXEC, empty
        lw      t0, terminal
        bgez    t0, 1f
        lw      a0, input_pipe
        lw      s1, output_pipe + 4
        lw      s2, error_pipe + 4
        j       2f
1:      lw      a0, peer
        li      a1, 0x540e              # TIOCSCTTY
        li      a2, 0
        call_kernel SYS_ioctl
        lw      a0, peer
        mv      s1, a0
        mv      s2, a0
2:      li      a1, 0
        li      a2, 0
        call_kernel SYS_dup3
        mv      a0, s1
        li      a1, 1
        li      a2, 0
        call_kernel SYS_dup3
        mv      a0, s2
        li      a1, 2
        li      a2, 0
        call_kernel SYS_dup3
        call    restore_broken_pipes
        li      a0, 022
        call_kernel SYS_umask
        ld      s0, plan
        lwu     a0, 16(s0)
        addi    a1, s0, 32
        call_kernel SYS_setgroups
        lwu     a0, 12(s0)
        mv      a1, a0
        mv      a2, a0
        call_kernel SYS_setresgid
        lwu     a0, 8(s0)
        mv      a1, a0
        mv      a2, a0
        call_kernel SYS_setresuid
        ld      a0, directory
        call_kernel SYS_chdir
        bltz    a0, not_executed
        la      t0, message
        li      t1, 'E'
        sb      t1, (t0)
        li      a0, 1
        call    tell
        call    execute
not_executed:                           # a0: a negative errno
        la      t0, message
        li      t1, 'F'
        sb      t1, (t0)
        neg     t1, a0
        sb      t1, 1(t0)
        li      a0, 2
        call    tell
        li      a0, 127
        call_kernel SYS_exit

# Executes the first argument: as it is if it has a slash, else from the directories of PATH. Returns a negative errno.
execute:
        ld      s1, arguments
        ld      s2, (s1)
        ld      s3, environment
        mv      t0, s2
1:      lbu     t1, (t0)
        beqz    t1, search
        addi    t0, t0, 1
        li      t2, '/'
        bne     t1, t2, 1b
        mv      a0, s2
        mv      a1, s1
        mv      a2, s3
        call_kernel SYS_execve
        ret

search:
        li      s6, -ENOENT             # what to say if nothing is found
        lbu     t0, (s2)
        beqz    t0, 9f
        mv      t0, s3
        la      s4, default_path
1:      ld      t1, (t0)
        beqz    t1, 3f
        addi    t0, t0, 8
        la      t2, path_variable
2:      lbu     t3, (t2)
        beqz    t3, 4f
        lbu     t4, (t1)
        bne     t3, t4, 1b
        addi    t1, t1, 1
        addi    t2, t2, 1
        j       2b
4:      mv      s4, t1
3:      la      t0, candidate           # one directory, a slash, the name
        la      t5, candidate_end
5:      lbu     t1, (s4)
        beqz    t1, 6f
        li      t2, ':'
        beq     t1, t2, 6f
        sb      t1, (t0)
        addi    t0, t0, 1
        addi    s4, s4, 1
        bltu    t0, t5, 5b
        j       8f
6:      li      t2, '/'
        sb      t2, (t0)
        addi    t0, t0, 1
        mv      t3, s2
7:      lbu     t1, (t3)
        sb      t1, (t0)
        addi    t0, t0, 1
        addi    t3, t3, 1
        bgeu    t0, t5, 8f
        bnez    t1, 7b
        la      a0, candidate
        mv      a1, s1
        mv      a2, s3
        call_kernel SYS_execve
        li      t0, -ENOENT
        beq     a0, t0, 8f
        li      t0, -ENOTDIR
        beq     a0, t0, 8f
        mv      s6, a0
        li      t0, -EACCES
        bne     a0, t0, 9f
8:      lbu     t1, (s4)                # on to the next directory
        beqz    t1, 9f
        addi    s4, s4, 1
        li      t2, ':'
        bne     t1, t2, 8b
        j       3b
9:      mv      a0, s6
        ret

        .section .rodata
name_dev:       .asciz  "dev"
name_proc:      .asciz  "proc"
name_sysfs:     .asciz  "sysfs"
name_tmpfs:     .asciz  "tmpfs"
name_devpts:    .asciz  "devpts"
name_shm:       .asciz  "shm"
name_mqueue:    .asciz  "mqueue"
type_devtmpfs:  .asciz  "devtmpfs"
type_tmpfs:     .asciz  "tmpfs"
type_proc:      .asciz  "proc"
type_sysfs:     .asciz  "sysfs"
type_devpts:    .asciz  "devpts"
type_mqueue:    .asciz  "mqueue"
empty:          .asciz  ""
options_dev:    .asciz  "mode=755"
options_pts:    .asciz  "newinstance,ptmxmode=0666,mode=0620,gid=5"
options_shm:    .asciz  "mode=1777"
path_dev:       .asciz  "/dev"
path_proc:      .asciz  "/proc"
path_sys:       .asciz  "/sys"
path_null:      .asciz  "/dev/null"
path_zero:      .asciz  "/dev/zero"
path_full:      .asciz  "/dev/full"
path_random:    .asciz  "/dev/random"
path_urandom:   .asciz  "/dev/urandom"
path_tty:       .asciz  "/dev/tty"
path_pts:       .asciz  "/dev/pts"
path_shm:       .asciz  "/dev/shm"
path_mqueue:    .asciz  "/dev/mqueue"
path_ptmx:      .asciz  "/dev/ptmx"
path_fd:        .asciz  "/dev/fd"
path_stdin:     .asciz  "/dev/stdin"
path_stdout:    .asciz  "/dev/stdout"
path_stderr:    .asciz  "/dev/stderr"
path_core:      .asciz  "/dev/core"
target_ptmx:    .asciz  "pts/ptmx"
target_fd:      .asciz  "/proc/self/fd"
target_stdin:   .asciz  "/proc/self/fd/0"
target_stdout:  .asciz  "/proc/self/fd/1"
target_stderr:  .asciz  "/proc/self/fd/2"
target_core:    .asciz  "/proc/kcore"
path_plan:      .asciz  "/.twofold/plan"
path_ports:     .asciz  "/dev/vport0p0"
                .asciz  "/dev/vport0p1"
                .asciz  "/dev/vport0p2"
                .asciz  "/dev/vport0p3"
path_variable:  .asciz  "PATH="
default_path:   .asciz  "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
end_of_file:    .byte   4
        .balign 8
one_millisecond: .dword 0, 1000000
# struct ifreq: a name of 16 bytes, IFF_UP, padding
loopback:       .asciz  "lo"
                .zero   13
                .half   1
                .zero   22

        .data
        .balign 8
terminal:       .word   -1
unlock:         .word   0

        .bss
        .balign 16
plan:           .zero   8
arguments:      .zero   8
environment:    .zero   8
host_name:      .zero   8
directory:      .zero   8
mounts:         .zero   8
child_pid:      .zero   8
action:         .zero   32
wait_status:    .zero   4
pumps_done:     .zero   4
input_port:     .zero   4
output_port:    .zero   4
error_port:     .zero   4
control_port:   .zero   4
input_pipe:     .zero   8
output_pipe:    .zero   8
error_pipe:     .zero   8
peer:           .zero   4
message:        .zero   8
order:          .zero   8
window:         .zero   8
candidate:      .zero   4096
candidate_end:  .zero   16
        .balign 16
input_stack:    .zero   4096
input_stack_end:
output_stack:   .zero   4096
output_stack_end:
error_stack:    .zero   4096
error_stack_end:
control_stack:  .zero   4096
control_stack_end:
input_buffer:   .zero   BUFFER
output_buffer:  .zero   BUFFER
error_buffer:   .zero   BUFFER
