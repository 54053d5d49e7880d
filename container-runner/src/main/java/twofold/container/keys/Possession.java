package twofold.container.keys;

import static twofold.container.abi.Errno.*;

import java.util.function.Predicate;
import twofold.container.vfs.Credentials;
import twofold.image.overlay.FileError;

/**
 * The keys that a task possesses: those it can reach from the keyrings of its thread, its process and its session by keyrings that it may search.
 *
 * @param thread  its keyring or null
 * @param process the same of its process
 * @param session the same of its session; its user's if it has none; null if that is not there either
 * @param now     seconds since 1970
 */
record Possession(Credentials creds, Key thread, Key process, Key session, long now) {
    /** What a search has come across. */
    private static final class Findings {
        Key found;
        /** Why a key that fits is none, 0 for no such. */
        int fault;
    }

    /** How keys are looked for. */
    enum Manner {
        /** To see whether it is there, whatever its state. */
        ANY,
        /** To be used. */
        GOOD,
        /** The same, where one that has expired is as good as none. */
        UNEXPIRED
    }

    /** Whether a task possesses a key. */
    boolean has(Key key) {
        for (Key each : new Key[] {thread, process, session}) {
            if (each != null && each.allows(creds, true, Key.SEARCH) && search(each, true, found -> found == key, Manner.ANY).found != null) {
                return true;
            }
        }
        return false;
    }

    /** A key that it possesses by type and name; ENOKEY, EKEYREVOKED, EKEYEXPIRED, EACCES or what it was rejected with. */
    Key request(Key.Name name) {
        int none = 0;
        int failure = 0;
        for (Key each : new Key[] {thread, process, session}) {
            if (each == null) {
                continue;
            }
            if (!each.allows(creds, true, Key.SEARCH)) {
                failure = EACCES;
                continue;
            }
            Findings findings = search(each, true, found -> found.name.equals(name), Manner.UNEXPIRED);
            if (findings.found != null) {
                return findings.found;
            }
            boolean missing = findings.fault == 0 || findings.fault == ENOKEY;
            none = missing ? ENOKEY : none;
            failure = missing ? failure : findings.fault;
        }
        throw FileError.of(none != 0 || failure == 0 ? ENOKEY : failure);
    }

    /** A key by type and name in the tree of a keyring that is possessed or not. */
    Key search(Key keyring, boolean possessed, Key.Name name) {
        Keys.requireKeyring(keyring);
        Findings findings = search(keyring, possessed, found -> found.name.equals(name), Manner.GOOD);
        if (findings.found == null) {
            throw FileError.of(findings.fault == 0 ? ENOKEY : findings.fault);
        }
        return findings.found;
    }

    private Findings search(Key keyring, boolean possessed, Predicate<Key> fits, Manner manner) {
        Findings findings = new Findings();
        if (!keyring.isKeyring()) {
            findings.fault = ENOTDIR;
        } else if (fits.test(keyring)) {
            consider(keyring, possessed, manner, findings);
        } else {
            descend(keyring, possessed, fits, manner, findings, 0);
        }
        return findings;
    }

    /** Looks at a key that fits; whether it is the one. */
    private boolean consider(Key key, boolean possessed, Manner manner, Findings findings) {
        int fault = manner == Manner.ANY ? 0 : key.invalid || key.revoked ? EKEYREVOKED : key.fault(now);
        if (fault != 0) {
            findings.fault = fault == EKEYEXPIRED && manner == Manner.UNEXPIRED ? findings.fault : fault;
        } else if (!key.allows(creds, possessed, Key.SEARCH)) {
            findings.fault = EACCES;
        } else if (manner != Manner.ANY && key.rejection != 0) {
            findings.fault = key.rejection;
        } else {
            findings.found = key;
        }
        return findings.found != null;
    }

    /** Keys of a keyring first, then those of its keyrings; whether the search is over. */
    private boolean descend(Key keyring, boolean possessed, Predicate<Key> fits, Manner manner, Findings findings, int depth) {
        if (keyring.revoked || keyring.invalid) {
            return false;
        }
        for (Key each : keyring.links.values()) {
            if (fits.test(each) && consider(each, possessed, manner, findings)) {
                return true;
            }
        }
        for (Key each : keyring.links.values()) {
            if (each.isKeyring() && depth < Keys.DEEPEST && each.allows(creds, possessed, Key.SEARCH) && descend(each, possessed, fits, manner, findings, depth + 1)) {
                return true;
            }
        }
        return false;
    }
}
