/* How many filters a task may have: Linux counts their instructions in its own form. */
#include "parity.h"
#include <linux/filter.h>
#include <linux/seccomp.h>

static struct sock_filter program[4096];

static void most(const char *what, struct sock_filter each, int length) {
    fflush(stdout);
    int pid = fork();
    if (pid == 0) {
        for (int i = 0; i < length - 1; i++)
            program[i] = each;
        program[length - 1] = program[length - 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
        struct sock_fprog all = {length, program};
        int count = 0;
        while (count < 999 && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &all) == 0)
            count++;
        printf("%s, %d: %d %s\n", what, length, count, count < 999 ? strerrorname_np(errno) : "");
        fflush(stdout);
        _exit(0);
    }
    waitpid(pid, 0, 0);
}

int main(void) {
    most("load", (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), 500);
    most("immediate", (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, 0), 4096);
    most("length", (struct sock_filter)BPF_STMT(BPF_LDX | BPF_W | BPF_LEN, 0), 700);
    most("return", (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW), 4096);
    most("return", (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW), 4095);
    most("return A", (struct sock_filter)BPF_STMT(BPF_RET | BPF_A, 0), 1000);
    most("store", (struct sock_filter)BPF_STMT(BPF_ST, 3), 1000);
    most("add", (struct sock_filter)BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 3), 1000);
    most("divide", (struct sock_filter)BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 3), 1000);
    most("divide by X", (struct sock_filter)BPF_STMT(BPF_ALU | BPF_DIV | BPF_X, 0), 1000);
    most("negate", (struct sock_filter)BPF_STMT(BPF_ALU | BPF_NEG, 0), 1000);
    most("transfer", (struct sock_filter)BPF_STMT(BPF_MISC | BPF_TAX, 0), 1000);
    most("jump", (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0), 1000);
    int conditions[] = {BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET};
    for (int i = 0; i < 4; i++) {
        for (int way = 0; way < 4; way++) {
            most("condition", (struct sock_filter)BPF_JUMP(BPF_JMP | conditions[i] | BPF_K, 5, way & 1, way >> 1), 1000);
        }
        most("negative", (struct sock_filter)BPF_JUMP(BPF_JMP | conditions[i] | BPF_K, 0x80000005, 0, 0), 1000);
        most("with X", (struct sock_filter)BPF_JUMP(BPF_JMP | conditions[i] | BPF_X, 0, 0, 1), 1000);
    }
    most("short", (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, 0), 60);
}
