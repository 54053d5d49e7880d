# What the build runs once so that the AOT cache holds what programs make the tools load: a row for each system call that the start of an
# ordinary program makes and for what it does soon after, then arithmetic of all kinds in a loop, a fork and an exec. Answers do not matter.
#
#   training             all of that
#   training wait        sleeps for a minute
#   training again NAME  ends at once

        .macro  row number, a=0, b=0, c=0, d=0, e=0, f=0
        .dword  \number, \a, \b, \c, \d, \e, \f
        .endm

        .section .rodata
self:   .asciz  "/proc/self/exe"
stat:   .asciz  "/proc/self/stat"
maps:   .asciz  "/proc/self/maps"
root:   .asciz  "/"
file:   .asciz  "/tmp-file"
folder: .asciz  "/tmp-folder"
null:   .asciz  "/dev/null"
again:  .asciz  "again"
long:   .dword  60, 0
short:  .dword  0, 1000

        .data
        .balign 8
arguments:
        .dword  self, again, again, 0
buffer: .zero   8192
vector: .dword  buffer, 16
mask:   .dword  0
action: .dword  0, 0, 0
probe:  .dword  4, 0
list:   .dword  0, 0, 0
area:   .zero   64
poll:   .dword  0x0001000000000000

rows:   row     214                                             # brk
        row     96, buffer                                      # set_tid_address
        row     99, list, 24                                    # set_robust_list
        row     293, area, 32, 0, 0x5053                        # rseq
        row     258, probe, 1, 0, 0, 0                          # riscv_hwprobe
        row     261, 0, 3, 0, buffer                            # prlimit64
        row     78, -100, self, buffer, 4096                    # readlinkat
        row     278, buffer, 8, 1                               # getrandom
        row     160, buffer                                     # uname
        row     48, -100, null, 4                               # faccessat
        row     56, -100, self, 0                               # openat: descriptor 3
        row     63, 3, buffer, 832                              # read
        row     80, 3, buffer                                   # fstat
        row     222, 0, 65536, 1, 2, 3, 0                       # mmap of a file
        row     57, 3                                           # close
        row     222, 0, 65536, 3, 0x22, -1, 0                   # mmap of memory
        row     226, buffer, 4096, 3                            # mprotect
        row     79, -100, self, buffer, 0                       # newfstatat
        row     291, -100, self, 0, 0x7ff, buffer               # statx
        row     56, -100, root, 0x10000                         # openat of a directory
        row     61, 3, buffer, 4096                             # getdents64
        row     57, 3
        row     56, -100, stat, 0
        row     63, 3, buffer, 4096
        row     57, 3
        row     56, -100, maps, 0
        row     63, 3, buffer, 4096
        row     57, 3
        row     56, -100, file, 0x42, 0644                      # openat: a new file
        row     64, 3, buffer, 8192                             # write
        row     62, 3, 0, 0                                     # lseek
        row     68, 3, buffer, 16, 0                            # pwrite64
        row     67, 3, buffer, 16, 0                            # pread64
        row     25, 3, 3, 0                                     # fcntl
        row     46, 3, 100                                      # ftruncate
        row     57, 3
        row     35, -100, file, 0                               # unlinkat
        row     34, -100, folder, 0755                          # mkdirat
        row     49, folder                                      # chdir
        row     17, buffer, 4096                                # getcwd
        row     35, -100, folder, 0x200
        row     59, buffer, 0                                   # pipe2: descriptors 3 and 4
        row     66, 4, vector, 1                                # writev
        row     65, 3, vector, 1                                # readv
        row     24, 3, 9, 0                                     # dup3
        row     73, poll, 1, short, 0, 8                        # ppoll
        row     57, 3
        row     57, 4
        row     57, 9
        row     199, 1, 1, 0, buffer                            # socketpair
        row     206, 3, buffer, 16, 0, 0, 0                     # sendto
        row     207, 4, buffer, 16, 0, 0, 0                     # recvfrom
        row     57, 3
        row     57, 4
        row     198, 2, 1, 0                                    # socket
        row     57, 3
        row     20, 0                                           # epoll_create1
        row     57, 3
        row     29, 1, 0x5401, buffer                           # ioctl TCGETS
        row     134, 15, 0, buffer, 8                           # rt_sigaction
        row     135, 0, mask, buffer, 8                         # rt_sigprocmask
        row     129, 0, 0                                       # kill
        row     113, 1, buffer                                  # clock_gettime
        row     101, short, 0                                   # nanosleep
        row     98, buffer, 0x81, 1                             # futex, wake
        row     124                                             # sched_yield
        row     172                                             # getpid
        row     173                                             # getppid
        row     174                                             # getuid
        row     175
        row     176
        row     177
        row     178                                             # gettid
        row     167, 15, file                                   # prctl
        row     179, buffer                                     # sysinfo
        row     123, 0, 8, buffer                               # sched_getaffinity
        row     166, 022                                        # umask
        row     165, 0, buffer                                  # getrusage
        row     154, 0, 0                                       # setpgid
        row     155, 0                                          # getpgid
        row     215, 0x7000000000, 4096                         # munmap
        row     233, buffer, 4096, 4                            # madvise
        row     64, 1, root, 1                                  # write
end_of_rows:

        .text
        .globl  _start
_start: ld      t0, 0(sp)
        li      t1, 2
        bgtu    t0, t1, exit
        beq     t0, t1, wait
        la      s0, rows
        la      s1, end_of_rows
next:   ld      a7, 0(s0)
        ld      a0, 8(s0)
        ld      a1, 16(s0)
        ld      a2, 24(s0)
        ld      a3, 32(s0)
        ld      a4, 40(s0)
        ld      a5, 48(s0)
        ecall
        addi    s0, s0, 56
        bltu    s0, s1, next

        li      s2, 20000
        la      s3, buffer
loop:   mul     t0, s2, s2
        mulhu   t1, t0, t0
        divu    t2, t1, s2
        rem     t3, t0, s2
        sh      t2, 2(s3)
        lbu     t4, 2(s3)
        lhu     t4, 2(s3)
        lw      t5, 4(s3)
        sraiw   t5, t5, 3
        srli    t6, t5, 5
        xor     t6, t6, t4
        sltu    t4, t6, t5
again_word:
        lr.w    t0, (s3)
        addiw   t0, t0, 1
        sc.w    t1, t0, (s3)
        bnez    t1, again_word
        amoadd.d t0, s2, (s3)
        fcvt.d.l fa0, s2
        fmul.d  fa1, fa0, fa0
        fadd.d  fa1, fa1, fa0
        fsd     fa1, 8(s3)
        fld     fa2, 8(s3)
        flt.d   t0, fa0, fa2
        call    leaf
        addi    s2, s2, -1
        bnez    s2, loop

        li      a7, 220                 # clone
        li      a0, 17
        li      a1, 0
        ecall
        beqz    a0, child
        li      a7, 260                 # wait4
        la      a1, buffer
        li      a2, 0
        li      a3, 0
        ecall
exit:   li      a7, 94                  # exit_group
        li      a0, 0
        ecall
child:  li      a7, 221                 # execve
        la      a0, self
        la      a1, arguments
        li      a2, 0
        ecall
        j       exit
wait:   li      a7, 101                 # nanosleep
        la      a0, long
        li      a1, 0
        ecall
        j       exit
leaf:   ret
