/**
 * The host's side of a terminal: signals that reach this process, and raw mode for {@code -t}. Loaded only by what needs it. Start
 * reading at {@link twofold.toolkit.terminal.HostTerminal}.
 */
package twofold.toolkit.terminal;
