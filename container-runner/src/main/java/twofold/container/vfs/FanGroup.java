package twofold.container.vfs;

/** Who is told by fanotify(7): what fanotify_init(2) makes. */
public interface FanGroup {
    int REPORT_FID = 0x200;
    int REPORT_DIR_FID = 0x400;
    int REPORT_NAME = 0x800;
    int REPORT_TARGET_FID = 0x1000;

    /** 2 for who is asked before there is something to read, 1 for who is asked, 0 for who is told. */
    int priority();

    /** Which REPORT_ bits it has; 0 if it is told by open files. */
    int reports();

    /** A mark is gone with what it was on. */
    void forget(Mark mark);

    /**
     * Something happened.
     *
     * @param mask   events and flags to tell
     * @param places where its marks are that wanted them, a bit for each {@link Marks.Place}
     */
    void happened(Marks.Event event, long mask, int places);

    /** Asks whether something may be done; what is thrown is answered later. */
    Decision ask(Caller who, VfsPath path, long mask);
}
