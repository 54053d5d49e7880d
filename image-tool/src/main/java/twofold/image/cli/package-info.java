/** The command {@code image-tool}: one class per subcommand, each a thin shell over the packages beside this one. */
package twofold.image.cli;
