/**
 * Terminals: the line discipline of termios(3), the console that is the host's terminal, pseudo-terminals of pty(7), and what job control
 * needs of them. Start reading at {@link twofold.container.fs.tty.Tty}.
 */
package twofold.container.fs.tty;
