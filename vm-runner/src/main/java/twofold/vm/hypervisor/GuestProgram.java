package twofold.vm.hypervisor;

/** What a machine tells of the program it was started for, and the program's standard streams. Called by the machine's thread. */
public interface GuestProgram {
    /** Reads standard input: bytes read, 0 at the end, -1 if there is nothing yet. */
    int read(byte[] bytes);

    /** Writes standard output (1) or standard error (2). */
    void write(int stream, byte[] bytes, int length);

    /** The entry point is about to run, at this time of the run's clock. */
    void started(long nanos);

    /** The entry point ended with a wait status as wait4(2) gives it. */
    void exited(int waitStatus);

    /** The entry point could not be executed, for a Linux errno. */
    void notExecuted(int errno);

    /** A signal for the program, told once, or 0. */
    int takeSignal();
}
