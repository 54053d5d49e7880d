package twofold.container.fs.event;

import static twofold.container.abi.Errno.ENOMEM;
import static twofold.container.abi.Fcntl.O_RDWR;

import twofold.container.mm.Account;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Rules;
import twofold.image.overlay.FileError;

/** Rules that are being made, landlock_create_ruleset(2). Who makes them pays for them. */
public final class RulesFile extends File {
    private static final int RULE_BYTES = 128;
    private final Account account;
    private long charged;
    /** The rules. */
    public final Rules rules;

    private RulesFile(Caller who, Rules rules) {
        super(new AnonymousInode(who), O_RDWR);
        account = who.account();
        this.rules = rules;
    }

    /** A file of no rules. */
    public static RulesFile create(Caller who, Rules rules) {
        return AnonymousInode.named(new RulesFile(who, rules), "[landlock-ruleset]");
    }

    private void pay() {
        if (!account.offer(RULE_BYTES)) {
            throw FileError.of(ENOMEM);
        }
        charged += RULE_BYTES;
    }

    /** Allows rights beneath a file. */
    public void allow(Inode inode, int rights) {
        pay();
        rules.allow(inode, rights);
    }

    /** Allows rights to a port. */
    public void allow(int port, int rights) {
        pay();
        rules.allow(port, rights);
    }

    @Override
    protected void close() {
        account.refund(charged);
    }
}
