package twofold.container.vfs;

import twofold.container.mm.Account;

/**
 * The kernel itself as one who acts on files or sockets of a container, before or beside its tasks.
 *
 * @param context      null where no path is looked up
 * @param credentials  whom it acts as
 * @param account      who pays
 * @param specialFiles null where no device or fifo is opened
 */
public record KernelCaller(FsContext context, Credentials credentials, Account account, SpecialFiles specialFiles) implements Caller {
    /** The kernel as root, with all capabilities. */
    public static KernelCaller root(FsContext context, Account account, SpecialFiles specialFiles) {
        return new KernelCaller(context, new Credentials(0, 0, new int[0], Credentials.ALL), account, specialFiles);
    }

    @Override
    public int number() {
        return 0;
    }

    @Override
    public long newInode() {
        return 1;
    }
}
