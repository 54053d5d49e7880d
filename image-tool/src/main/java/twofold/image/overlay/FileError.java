package twofold.image.overlay;

/** A file operation's failure as Linux reports it: an errno. One shared object for each number, without a stack trace. */
public final class FileError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final FileError[] ALL = new FileError[134];

    static {
        for (int i = 0; i < ALL.length; i++) {
            ALL[i] = new FileError(i);
        }
    }

    private final int errno;

    private FileError(int errno) {
        super("errno " + errno, null, false, false);
        this.errno = errno;
    }

    /** The failure with a positive Linux errno (asm-generic numbering), 1 to 133. */
    public static FileError of(int errno) {
        return ALL[errno];
    }

    /** The positive errno. */
    public int errno() {
        return errno;
    }
}
