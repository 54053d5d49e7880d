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
        mv      a1, a0
        mv      a0, s0
        call    console_write
        leave

# Writes a1 bytes from a0 on the console: the debug console's, or in older firmware the first, byte by byte.
        .globl  console_write
console_write:
        enter
        mv      s0, a0
        mv      s1, a1
        mv      a0, s1
        mv      a1, s0
        li      a2, 0
        li      a6, 0
        li      a7, SBI_CONSOLE
        ecall
        beqz    a0, 2f
        add     s1, s1, s0
1:      bgeu    s0, s1, 2f
        lbu     a0, (s0)
        li      a7, SBI_PUT_CHARACTER
        ecall
        addi    s0, s0, 1
        j       1b
2:      leave

# Prints a0 in hexadecimal on the console.
        .globl  print_hex
print_hex:
        la      t0, digits_end
1:      andi    t1, a0, 15
        la      t2, hex_digits
        add     t2, t2, t1
        lbu     t2, (t2)
        addi    t0, t0, -1
        sb      t2, (t0)
        srli    a0, a0, 4
        bnez    a0, 1b
        mv      a0, t0
        j       print

        .section .rodata
hex_digits:     .ascii  "0123456789abcdef"
panic_prefix:   .asciz  "\nkernel panic: "
line_end:       .asciz  "\n"

        .bss
digits:         .zero   16
digits_end:     .zero   8
