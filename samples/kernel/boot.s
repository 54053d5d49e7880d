# Start: from the hypervisor's hands to the first process.
# a0 is the hart's number, a1 the device tree. Translation is off, we are in S-mode, and RAM is where it is.

        .include "kernel.inc"

        .section .note.twofold, "a", @note
# By this note vm-runner knows a kernel that takes its files from an initial archive and has no drivers.
        .balign 4
        .balign 4
        .word   8, 0, 1
        .asciz  "Twofold"

        .text
        .globl  _start
_start:
        la      sp, kernel_stack_top
        mv      s0, a1
        la      t0, in_kernel_trap
        csrw    stvec, t0
        csrw    sie, zero
        li      t0, 7
        csrw    scounteren, t0                  # programs may read cycle, time and instret
        li      t0, 3 << 13                     # sstatus.FS: floating point may be used
        csrs    sstatus, t0
        mv      a0, s0
        call    read_device_tree
        call    read_clock
        mv      a0, s0
        call    memory_init
        call    archive_init
        call    first_process
        la      t0, current
        sd      tp, (t0)
        call    set_timer
        li      t0, 1 << 5                      # sie.STIE
        csrs    sie, t0
        j       schedule

# Makes process 1 of the plan, the file .twofold/plan; its form is told in the guest agent's source.
first_process:
        enter
        la      a0, plan_name
        call    find_entry
        la      a1, no_plan
        beqz    a0, panic
        call    entry_data
        mv      s0, a0
        la      t0, plan
        sd      s0, (t0)
        call    new_process
        mv      tp, a0
        la      t0, current
        sd      tp, (t0)
        call    new_root
        sd      a0, P_ROOT(tp)
        lw      t0, 8(s0)
        la      t1, user_id
        sw      t0, (t1)
        lw      t0, 12(s0)
        sw      t0, 4(t1)
        li      s1, 0                           # the three standard streams
1:      call    new_file
        addi    t0, s1, T_INPUT
        sd      t0, F_TYPE(a0)
        slli    t0, s1, 4
        add     t0, t0, tp
        sd      a0, P_FILES(t0)
        addi    s1, s1, 1
        li      t0, 3
        bltu    s1, t0, 1b
        lwu     s1, 16(s0)                      # strings follow the groups
        slli    s1, s1, 2
        add     s1, s1, s0
        addi    s1, s1, 32
        la      t0, host_name
        sd      s1, (t0)
        mv      a0, s1
        call    string_length
        add     s1, s1, a0
        addi    s1, s1, 1
        mv      a0, s1                          # the working directory
        call    set_directory
        mv      a0, s1
        call    string_length
        add     s1, s1, a0
        addi    s1, s1, 1
        mv      s2, s1                          # arguments, then environment: as exec wants them
        lwu     s3, 20(s0)
        lwu     s4, 24(s0)
        la      t0, argument_count
        sd      s3, (t0)
        sd      s4, 8(t0)
        add     s5, s3, s4
        la      s6, argument_bytes
2:      beqz    s5, 3f
        mv      a0, s2
        call    string_length
        addi    s7, a0, 1
        la      t0, argument_bytes_end
        add     t1, s6, s7
        li      a0, E2BIG
        bgtu    t1, t0, 5f
        mv      a0, s6
        mv      a1, s2
        mv      a2, s7
        call    copy
        add     s6, s6, s7
        add     s2, s2, s7
        addi    s5, s5, -1
        j       2b
3:      la      t0, argument_end
        sd      s6, (t0)
        la      a0, plan_directory              # the last entries are not the image's: nobody sees them from here on
        call    find_entry
        la      t0, entries_end
        sd      a0, (t0)
        li      a7, GUEST_STARTED
        call    sbi_guest
        call    exec_by_path
        bltz    a0, 5f
        leave
5:      neg     a0, a0
        li      a7, GUEST_NOT_EXECUTED
        call    sbi_guest
        li      a0, 127 << 8
        j       guest_ended

        .section .rodata
plan_directory: .asciz  ".twofold"
plan_name:      .asciz  ".twofold/plan"
no_plan:        .asciz  "the initial archive has no .twofold/plan"

        .bss
        .balign 16
kernel_stack:   .zero   16384
        .globl  kernel_stack_top
kernel_stack_top:
        .globl  user_id, host_name, plan
plan:           .zero   8
user_id:        .zero   8
host_name:      .zero   8
