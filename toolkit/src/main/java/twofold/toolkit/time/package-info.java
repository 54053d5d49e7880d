/**
 * The clock and entropy pair. All time, entropy and scheduling order of a run come from one pair given at the start: the host's, or a
 * virtual one in which time advances with retired instructions and entropy comes from a seed. Nothing below {@code cli} asks the host.
 */
package twofold.toolkit.time;
