package twofold.compare;

import java.util.SortedMap;

/**
 * One run of the image.
 *
 * @param status  the runner's exit status
 * @param stdout  what it printed
 * @param stderr  what it printed as errors
 * @param metrics the numbers of its metrics file, by dotted path such as {@code instructions.total}; empty if it wrote none
 */
record Run(int status, byte[] stdout, byte[] stderr, SortedMap<String, Long> metrics) {
}
