package twofold.container.namespace;

import twofold.container.abi.Clone;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.UserNamespace;

/** Host and domain name, uname(2). */
public final class UtsNamespace extends Namespace {
    /** The kernel's release. */
    public static final String RELEASE = "6.12.0-twofold";
    /** The kernel's version. */
    public static final String VERSION = "#1 SMP Twofold";
    /** The host name, one char a byte. */
    public String hostname;
    /** The domain name. */
    public String domainname = "(none)";

    /** Another with the same names to begin with. */
    public UtsNamespace copy(UserNamespace of) {
        UtsNamespace copy = new UtsNamespace(hostname, of);
        copy.domainname = domainname;
        return copy;
    }

    /** Starts with a host name. */
    public UtsNamespace(String hostname) {
        this(hostname, UserNamespace.INITIAL);
    }

    private UtsNamespace(String hostname, UserNamespace owner) {
        super(owner, Clone.CLONE_NEWUTS);
        this.hostname = hostname;
    }
}
