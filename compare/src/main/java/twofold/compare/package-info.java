/**
 * Runs an image both ways through the two runners' command lines and sets the results side by side. The runners are known only as
 * processes and by the metrics files they write. Start reading at {@link twofold.compare.Main}.
 */
package twofold.compare;
