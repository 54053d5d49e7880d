package twofold.compare;

/**
 * Something that must hold.
 *
 * @param name   what it is about
 * @param failed why it does not hold, or null if it does
 */
record Check(String name, String failed) {
}
