package twofold.container.fs.tmpfs;

/**
 * What a tmpfs was mounted with, tmpfs(5). -1 stands for what was not said.
 *
 * @param pages  size= or nr_blocks=, 0 for no limit
 * @param inodes nr_inodes=, 0 for no limit
 * @param mode   permissions of the root directory
 * @param uid    its owner, as the kernel knows it
 * @param gid    its group
 * @param manner how it is to use memory
 */
public record TmpOptions(long pages, long inodes, int mode, int uid, int gid, Manner manner) {
    /** Nothing said of the manner. */
    public static final Manner PLAIN = new Manner(null, null, null, false);

    /**
     * What is told of it and changes little, null for what was not said.
     *
     * @param numbers inode32 or inode64
     * @param huge    huge=
     * @param policy  mpol= as mount tables show it, of the one node that there is
     * @param stays   noswap: its pages do not go to the swap space
     */
    public record Manner(String numbers, String huge, String policy, boolean stays) {
        /** What holds after something was said anew. */
        Manner changed(Manner anew) {
            return new Manner(anew.numbers == null ? numbers : anew.numbers, anew.huge == null ? huge : anew.huge, anew.policy == null ? policy : anew.policy, stays);
        }

        /** As mount tables show it. */
        String shown() {
            return (numbers == null ? "inode64" : numbers) + (huge == null || huge.equals("never") ? "" : ",huge=" + huge) + (policy == null ? "" : ",mpol=" + policy)
                    + (stays ? ",noswap" : "");
        }
    }
}
