package twofold.vm.sbi;

/** What the SBI asks of the machine whose harts call it. */
public interface Supervisor {
    /** The number of harts. */
    int harts();

    /** Sets when a hart's timer interrupt is due, in ticks of the time CSR, unsigned. */
    void setTimer(int hart, long ticks);

    /** Raises a hart's supervisor software interrupt. */
    void interrupt(int hart);

    /** fence.i on a hart; it is done when {@link #settle} returns. */
    void fenceInstructions(int hart);

    /** Forgets a hart's translations of a range; a size of -1 means all. It is done when {@link #settle} returns. */
    void fenceAddresses(int hart, long start, long size);

    /** The same for one address-space identifier only, save what is global. */
    void fenceAddresses(int hart, long start, long size, long addressSpace);

    /** Returns when the fences that this hart asked for are done. */
    void settle();

    /** A hart's state: 0 started, 1 stopped, 2 being started, 4 suspended. */
    int hartState(int hart);

    /** Starts a stopped hart in S-mode with a0 its number and a1 {@code argument}. */
    void startHart(int hart, long address, long argument);

    /** Stops a hart; it does not run again until it is started. */
    void stopHart(int hart);

    /** Suspends a hart until an interrupt; a non-retentive suspend resumes at {@code address}. */
    void suspendHart(int hart, boolean retentive, long address, long argument);

    /** Powers off (0) or reboots (1, 2); {@code failed} if the guest gives a system failure as reason. */
    void reset(int type, boolean failed);

    /** The host offset of guest RAM, or -1 if any byte of the range is no RAM. */
    long ram(long physical, long length);

    /** Bytes for the machine's console. */
    void consoleWrite(byte[] bytes);

    /** Reads what was typed at the console, without waiting; returns the bytes read. */
    int consoleRead(byte[] bytes);

    /** Reads the guest program's standard input, 0 at its end; -1 if there is nothing yet. */
    int streamRead(byte[] bytes);

    /** Writes the guest program's standard output (1) or standard error (2). */
    void streamWrite(int stream, byte[] bytes);

    /** The guest program is about to run its first instruction. */
    void entrypointReached();

    /** The guest program ended with a wait status as wait4(2) gives it. */
    void exited(int waitStatus);

    /** The guest program could not be executed, for a Linux errno. */
    void notExecuted(int errno);

    /** A signal that the guest program is to get, by number, or 0; each is told once. */
    int takeSignal();
}
