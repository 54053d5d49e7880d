package twofold.vm.hypervisor;

/** How a machine's run ended. */
public enum Outcome {
    /** It powered off. */
    POWERED_OFF,
    /** It powered off and said that the system failed. */
    FAILED,
    /** It asked for a reboot. */
    REBOOTED,
    /** Nothing in it can ever run again. */
    STUCK,
    /** The time limit was reached. */
    TIMED_OUT,
    /** It was stopped from outside. */
    STOPPED
}
