/** The {@code container-runner} command. Only here are the host's clock, streams and signals touched. */
package twofold.container.cli;
