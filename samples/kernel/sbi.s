# Calls to the hypervisor, and what ends in one.

        .include "kernel.inc"

        .text

# Our own extension: function in a7, arguments from a0 on; answers error in a0 and value in a1.
        .globl  sbi_guest
sbi_guest:
        mv      a6, a7
        li      a7, SBI_GUEST
        ecall
        ret

# The next timer interrupt, one tick from now.
        .globl  set_timer
set_timer:
        rdtime  a0
        li      t0, TICK
        add     a0, a0, t0
        li      a6, 0
        li      a7, SBI_TIMER
        ecall
        ret

# The first process ended with wait status a0: tells it and powers off. Another hypervisor does not know the call, but powers off too.
        .globl  guest_ended
guest_ended:
        li      a7, GUEST_EXITED
        call    sbi_guest
        li      a0, 0
        li      a1, 0
        j       power_off

# Says what is wrong (a1, a string) on the console and powers off as a system failure.
        .globl  panic
panic:
        mv      s1, a1
        la      a0, panic_prefix
        call    print
        mv      a0, s1
        call    print
        la      a0, line_end
        call    print
        li      a0, 0
        li      a1, 1
power_off:
        li      a6, 0
        li      a7, SBI_RESET
        ecall
        j       power_off

# Prints the string at a0 on the console.
        .globl  print
print:
        enter
        mv      s0, a0
        call    string_length
        mv      a1, s0
        li      a2, 0
        li      a6, 0
        li      a7, SBI_CONSOLE
        ecall
        leave

# Prints a0 in hexadecimal.
        .globl  print_hex
print_hex:
        enter
        la      a1, hex_end
1:      andi    t0, a0, 15
        srli    a0, a0, 4
        addi    t1, t0, '0'
        li      t2, 10
        bltu    t0, t2, 2f
        addi    t1, t0, 'a' - 10
2:      addi    a1, a1, -1
        sb      t1, (a1)
        bnez    a0, 1b
        mv      a0, a1
        call    print
        leave

        .section .rodata
panic_prefix:   .asciz  "kernel panic: "
        .globl  line_end
line_end:       .asciz  "\n"

        .bss
hex:            .zero   16
hex_end:        .zero   1
