/**
 * Tasks and what they do to each other: scheduling, clone, exec, exit, wait, signals, futexes, timers.
 *
 * <p>Everything runs on one host thread, in {@link twofold.container.kernel.Kernel#run}. A task has no kernel stack: a system call that
 * must wait puts the task on wait queues and returns {@link twofold.container.kernel.Task#BLOCKED}; once woken, the call is simply made
 * again with the same arguments, and finds what it kept in the task ({@code progress}, {@code deadline}, {@code kept}). A tracee that has
 * stopped ({@link twofold.container.kernel.Ptrace}) is a task in state STOPPED. Tasks go by the numbers of the container; what a task in a
 * namespace of its own gives and gets is translated by {@link twofold.container.kernel.Task#shown} and {@code find}. Host threads hand
 * work in through {@link twofold.container.kernel.Kernel#post} and touch nothing else. Start reading at Kernel.
 */
package twofold.container.kernel;
