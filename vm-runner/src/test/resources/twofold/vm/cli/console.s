# Words for the host: a character by the console device, a line by a system call; then a failure of check 5.
        .globl  test
test:   li      t0, 0x0101000000000000 + 'h'
        la      t1, tohost
        sd      t0, (t1)
1:      ld      t0, (t1)
        bnez    t0, 1b
        la      t1, fromhost
        ld      t0, (t1)
        expect  3, t0, 0                # what is printed has no answer that the call's could be mistaken for
        la      t2, call
        sd      t2, tohost, t0
1:      ld      t0, (t1)
        beqz    t0, 1b
        ld      a0, (t2)
        expect  2, a0, 5
        li      gp, 5
        j       fail

        .section .data
        .balign 64
        .globl  begin_signature, end_signature
begin_signature:
call:   .dword  64, 1, line, 5, 0, 0, 0, 0
        .equ    end_signature, begin_signature + 12
line:   .ascii  "ello\n"
