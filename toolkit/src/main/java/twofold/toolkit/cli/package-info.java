/**
 * What each command shares: exit statuses, the base of a command, common options, and the only catch-all.
 *
 * <p>A command is a subclass of {@link twofold.toolkit.cli.Command}: it declares its options programmatically (this starts faster
 * than annotations) and does its work in {@code run()}. Anything the user can mend is thrown as a
 * {@link twofold.toolkit.cli.UserError}: one sentence, no stack trace. Anything else that escapes is a bug, reported as one line
 * unless {@code TWOFOLD_DEBUG=1}. Start reading at {@link twofold.toolkit.cli.Tool}.
 */
package twofold.toolkit.cli;
