/**
 * Classic BPF, as sockets and seccomp(2) run it: a program is checked once, and every jump of one that passed leads forward and stays inside, so that it ends.
 * Sources: the BSD packet filter's paper (McCanne and Jacobson, 1993), bpf(4), the kernel's networking/filter documentation. Start reading at
 * {@link twofold.container.bpf.Program}.
 */
package twofold.container.bpf;
