/**
 * What {@code run} means, the same for both runners: {@link twofold.image.run.RunOptions} declares and reads the options, {@link
 * twofold.image.run.ProcessPlan} makes of them, the image's configuration and its files the process to start. Words, variables and
 * paths of the guest are byte strings held one byte to a char (ISO 8859-1), exactly as they were given.
 */
package twofold.image.run;
