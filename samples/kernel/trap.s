# Traps: the one way into the kernel and the one way back.
#
# While a process runs, sscratch holds its P_ structure; in the kernel tp does. The kernel runs on one stack with interrupts off and never
# waits: a system call that cannot go on marks the process as sleeping and leaves its pc at the ecall, so that it is made anew.

        .include "kernel.inc"

        .text
        .balign 4
user_trap:
        csrrw   tp, sscratch, tp
        sd      x1, 8(tp)
        sd      x2, 16(tp)
        sd      x3, 24(tp)
        sd      x5, 40(tp)
        sd      x6, 48(tp)
        sd      x7, 56(tp)
        sd      x8, 64(tp)
        sd      x9, 72(tp)
        sd      x10, 80(tp)
        sd      x11, 88(tp)
        sd      x12, 96(tp)
        sd      x13, 104(tp)
        sd      x14, 112(tp)
        sd      x15, 120(tp)
        sd      x16, 128(tp)
        sd      x17, 136(tp)
        sd      x18, 144(tp)
        sd      x19, 152(tp)
        sd      x20, 160(tp)
        sd      x21, 168(tp)
        sd      x22, 176(tp)
        sd      x23, 184(tp)
        sd      x24, 192(tp)
        sd      x25, 200(tp)
        sd      x26, 208(tp)
        sd      x27, 216(tp)
        sd      x28, 224(tp)
        sd      x29, 232(tp)
        sd      x30, 240(tp)
        sd      x31, 248(tp)
        csrr    t0, sscratch
        sd      t0, 32(tp)
        csrr    t0, sepc
        sd      t0, P_PC(tp)
        fsd     f0, P_FLOAT + 0(tp)
        fsd     f1, P_FLOAT + 8(tp)
        fsd     f2, P_FLOAT + 16(tp)
        fsd     f3, P_FLOAT + 24(tp)
        fsd     f4, P_FLOAT + 32(tp)
        fsd     f5, P_FLOAT + 40(tp)
        fsd     f6, P_FLOAT + 48(tp)
        fsd     f7, P_FLOAT + 56(tp)
        fsd     f8, P_FLOAT + 64(tp)
        fsd     f9, P_FLOAT + 72(tp)
        fsd     f10, P_FLOAT + 80(tp)
        fsd     f11, P_FLOAT + 88(tp)
        fsd     f12, P_FLOAT + 96(tp)
        fsd     f13, P_FLOAT + 104(tp)
        fsd     f14, P_FLOAT + 112(tp)
        fsd     f15, P_FLOAT + 120(tp)
        fsd     f16, P_FLOAT + 128(tp)
        fsd     f17, P_FLOAT + 136(tp)
        fsd     f18, P_FLOAT + 144(tp)
        fsd     f19, P_FLOAT + 152(tp)
        fsd     f20, P_FLOAT + 160(tp)
        fsd     f21, P_FLOAT + 168(tp)
        fsd     f22, P_FLOAT + 176(tp)
        fsd     f23, P_FLOAT + 184(tp)
        fsd     f24, P_FLOAT + 192(tp)
        fsd     f25, P_FLOAT + 200(tp)
        fsd     f26, P_FLOAT + 208(tp)
        fsd     f27, P_FLOAT + 216(tp)
        fsd     f28, P_FLOAT + 224(tp)
        fsd     f29, P_FLOAT + 232(tp)
        fsd     f30, P_FLOAT + 240(tp)
        fsd     f31, P_FLOAT + 248(tp)
        csrr    t0, fcsr
        sd      t0, P_FCSR(tp)
        la      sp, kernel_stack_top
        la      t0, in_kernel_trap
        csrw    stvec, t0
        csrr    s0, scause
        bltz    s0, interrupt
        li      t0, 8
        beq     s0, t0, system_call
        li      t0, 12
        beq     s0, t0, fetch_fault
        li      t0, 13
        beq     s0, t0, load_fault
        li      t0, 15
        beq     s0, t0, store_fault
        la      t0, signals                     # any other exception is a signal
        add     t0, t0, s0
        lbu     a0, (t0)
        j       kill_current

# The only interrupt is the timer's: whoever waits for time or input looks again, and the next process has its turn.
interrupt:
        call    tick
        j       schedule

fetch_fault:
        csrr    a1, stval
        li      t0, USER_TOP
        bgeu    a1, t0, segmentation_fault
        ld      a0, P_ROOT(tp)
        li      a2, 0
        call    walk
        beqz    a0, segmentation_fault
        ld      t0, (a0)
        andi    t0, t0, PTE_X
        beqz    t0, segmentation_fault
        j       return_to_user
load_fault:
        li      a1, 0
        j       1f
store_fault:
        li      a1, 1
1:      csrr    a0, stval
        call    resolve
        bnez    a0, return_to_user
        ld      t0, out_of_memory
        li      a0, SIGKILL
        bnez    t0, kill_current
segmentation_fault:
        li      a0, SIGSEGV
        j       kill_current

# An exception in the kernel itself is a mistake in it.
        .balign 4
        .globl  in_kernel_trap
in_kernel_trap:
        la      sp, kernel_stack_top
        la      a0, cause_is
        call    print
        csrr    a0, scause
        call    print_hex
        la      a0, pc_is
        call    print
        csrr    a0, sepc
        call    print_hex
        la      a0, value_is
        call    print
        csrr    a0, stval
        call    print_hex
        la      a1, kernel_fault
        j       panic

# Goes on with the process in tp.
        .globl  return_to_user
return_to_user:
        la      t0, user_trap
        csrw    stvec, t0
        ld      a0, P_ROOT(tp)
        call    use_root
        li      t0, 1 << 8                      # sstatus.SPP: back to user mode
        csrc    sstatus, t0
        li      t0, 1 << 5 | 3 << 13            # SPIE, FS
        csrs    sstatus, t0
        ld      t0, P_PC(tp)
        csrw    sepc, t0
        csrw    sscratch, tp
        ld      t0, P_FCSR(tp)
        csrw    fcsr, t0
        fld     f0, P_FLOAT + 0(tp)
        fld     f1, P_FLOAT + 8(tp)
        fld     f2, P_FLOAT + 16(tp)
        fld     f3, P_FLOAT + 24(tp)
        fld     f4, P_FLOAT + 32(tp)
        fld     f5, P_FLOAT + 40(tp)
        fld     f6, P_FLOAT + 48(tp)
        fld     f7, P_FLOAT + 56(tp)
        fld     f8, P_FLOAT + 64(tp)
        fld     f9, P_FLOAT + 72(tp)
        fld     f10, P_FLOAT + 80(tp)
        fld     f11, P_FLOAT + 88(tp)
        fld     f12, P_FLOAT + 96(tp)
        fld     f13, P_FLOAT + 104(tp)
        fld     f14, P_FLOAT + 112(tp)
        fld     f15, P_FLOAT + 120(tp)
        fld     f16, P_FLOAT + 128(tp)
        fld     f17, P_FLOAT + 136(tp)
        fld     f18, P_FLOAT + 144(tp)
        fld     f19, P_FLOAT + 152(tp)
        fld     f20, P_FLOAT + 160(tp)
        fld     f21, P_FLOAT + 168(tp)
        fld     f22, P_FLOAT + 176(tp)
        fld     f23, P_FLOAT + 184(tp)
        fld     f24, P_FLOAT + 192(tp)
        fld     f25, P_FLOAT + 200(tp)
        fld     f26, P_FLOAT + 208(tp)
        fld     f27, P_FLOAT + 216(tp)
        fld     f28, P_FLOAT + 224(tp)
        fld     f29, P_FLOAT + 232(tp)
        fld     f30, P_FLOAT + 240(tp)
        fld     f31, P_FLOAT + 248(tp)
        ld      x1, 8(tp)
        ld      x2, 16(tp)
        ld      x3, 24(tp)
        ld      x5, 40(tp)
        ld      x6, 48(tp)
        ld      x7, 56(tp)
        ld      x8, 64(tp)
        ld      x9, 72(tp)
        ld      x10, 80(tp)
        ld      x11, 88(tp)
        ld      x12, 96(tp)
        ld      x13, 104(tp)
        ld      x14, 112(tp)
        ld      x15, 120(tp)
        ld      x16, 128(tp)
        ld      x17, 136(tp)
        ld      x18, 144(tp)
        ld      x19, 152(tp)
        ld      x20, 160(tp)
        ld      x21, 168(tp)
        ld      x22, 176(tp)
        ld      x23, 184(tp)
        ld      x24, 192(tp)
        ld      x25, 200(tp)
        ld      x26, 208(tp)
        ld      x27, 216(tp)
        ld      x28, 224(tp)
        ld      x29, 232(tp)
        ld      x30, 240(tp)
        ld      x31, 248(tp)
        ld      x4, 32(tp)
        sret

        .section .rodata
cause_is:       .asciz  "scause 0x"
pc_is:          .asciz  ", sepc 0x"
value_is:       .asciz  ", stval 0x"
kernel_fault:   .asciz  "exception in the kernel"
# By exception code; those below 16 that are not here have a path of their own.
signals:        .byte   SIGBUS, SIGBUS, SIGILL, SIGTRAP, SIGBUS, SIGSEGV, SIGBUS, SIGSEGV
                .byte   0, SIGILL, SIGILL, SIGILL, 0, 0, SIGILL, 0
