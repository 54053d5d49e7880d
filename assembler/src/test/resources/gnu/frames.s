# Call frames in all the ways that the directives say them; the last one crosses one and two bytes of distance
        .cfi_sections .eh_frame, .debug_frame
        .text
        .globl  first
        .type   first, @function
first:  .cfi_startproc
        addi    sp, sp, -32
        .cfi_def_cfa_offset 32
        sd      ra, 24(sp)
        sd      s0, 16(sp)
        .cfi_offset 1, -8
        .cfi_offset s0, -16
        addi    s0, sp, 32
        .cfi_def_cfa s0, 0
        .cfi_remember_state
        beqz    a0, 1f
        call    second
1:      ld      ra, 24(sp)
        .cfi_restore ra
        .cfi_restore 8
        .cfi_def_cfa sp, 0
        ret
        .cfi_restore_state
        nop
        .cfi_adjust_cfa_offset 16
        .cfi_rel_offset fs0, 8
        .cfi_val_offset t0, 24
        .cfi_val_offset t0, -24
        .cfi_offset x9, 40
        .cfi_offset 70, -8
        .cfi_offset 71, 8
        .cfi_restore 72
        .cfi_undefined t1
        .cfi_same_value t2
        .cfi_register s1, a5
        .cfi_escape 0x0f, 3, 0x72, 0x10, 0x06
        .cfi_def_cfa_offset -16
        .cfi_def_cfa 8, -64
        .cfi_def_cfa_register sp
        ret
        .cfi_endproc
        .size   first, . - first

second: .cfi_startproc simple
        .cfi_def_cfa sp, 0
        .cfi_return_column t0
        .cfi_signal_frame
        ret
        .cfi_endproc

third:  .cfi_startproc
        .cfi_personality 0x9b, person
        .cfi_lsda 0x1b, data
        nop
        .cfi_def_cfa_offset 8
        .zero   100
        .cfi_def_cfa_offset 16
        .zero   300
        .cfi_def_cfa_offset 24
        .fill   70000, 1, 0x55
        .cfi_def_cfa_offset 32
        ret
        .cfi_endproc

fourth: .cfi_startproc
        .cfi_personality 0x9b, person
        .cfi_lsda 0x1b, data + 4
        ret
        .cfi_endproc

fifth:  .cfi_startproc
        .cfi_personality 0, person
        .cfi_lsda 0xff
        .cfi_val_encoded_addr a0, 0, data
        ret
        .cfi_endproc

        .section .gcc_except_table, "a", @progbits
data:   .word   1, 2
        .ident  "one maker"
        .ident  "another"
