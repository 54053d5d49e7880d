package twofold.container.kernel;

/**
 * A timer of timer_create(2).
 *
 * @param notification SIGEV_ value
 * @param value  handed to the handler
 * @param tid    the thread for SIGEV_THREAD_ID
 */
public record PosixTimer(int id, int clock, int notification, int signal, long value, int tid, IntervalTimer timer) {
}
