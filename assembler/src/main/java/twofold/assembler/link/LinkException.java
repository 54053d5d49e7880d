package twofold.assembler.link;

/** Ends linking; the message is one sentence. */
public final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param sentence what is wrong, and where */
    public LinkException(String sentence) {
        super(sentence, null, false, false);
    }
}
