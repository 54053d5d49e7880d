/**
 * The metrics schema {@code twofold/metrics/v1}, the same for both runners: records and their JSON. A value a mode does not have is
 * null here and absent in the file, never zero.
 */
package twofold.toolkit.metrics;
