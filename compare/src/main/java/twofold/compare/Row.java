package twofold.compare;

/**
 * One line of the comparison; a value that a mode does not have is null.
 *
 * @param metric    its dotted path in the metrics schema
 * @param vm        the machine's value
 * @param container the container's value
 */
record Row(String metric, Long vm, Long container) {
    /** The machine's value divided by the container's, or null. */
    Double ratio() {
        return vm == null || container == null || container == 0 ? null : (double) vm / container;
    }
}
