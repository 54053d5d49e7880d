package twofold.image.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import twofold.toolkit.cli.UserError;

/**
 * A SHA-256 content digest.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {
    private static final String PREFIX = "sha256:";
    /** The most bytes that are hashed before the library's digest would be ready. */
    private static final int SHORT = 1 << 14;

    /** Checks the form. */
    public Digest {
        if (!isHex(hex)) {
            throw new UserError("\"" + hex + "\" is not a SHA-256 digest (64 lower-case hexadecimal digits)");
        }
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return text.length() == 64;
    }

    /** Reads {@code sha256:HEX}. */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new UserError("the digest \"" + text + "\" is not a sha256 one; no other algorithm is supported");
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        return finish(bytes.length <= SHORT ? Sha256.of(bytes) : hasher().digest(bytes));
    }

    /** A fresh SHA-256 computation, for {@link #finish}. */
    public static MessageDigest hasher() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** The digest with these 32 bytes. */
    public static Digest finish(byte[] hash) {
        return new Digest(HexFormat.of().formatHex(hash));
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The first twelve digits, as people read them. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    // A record's own would be made at run time, which costs a command milliseconds at its start

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && hex.equals(digest.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }
}
