/** What a user types. {@link twofold.assembler.cli.Main} is the program; {@link twofold.assembler.cli.BuildCommand} assembles and links. */
package twofold.assembler.cli;
