package twofold.compare;

/** The two ways to run an image. */
enum Mode {
    VM("vm-runner"), CONTAINER("container-runner");

    /** The runner's command. */
    final String runner;

    Mode(String runner) {
        this.runner = runner;
    }
}
