package twofold.container.fs.tmpfs;

/**
 * What a tmpfs was mounted with, tmpfs(5). -1 stands for what was not said.
 *
 * @param bytes  size=, 0 for no limit
 * @param inodes nr_inodes=, 0 for no limit
 * @param mode   permissions of the root directory
 * @param uid    its owner, as the kernel knows it
 * @param gid    its group
 */
public record TmpOptions(long bytes, long inodes, int mode, int uid, int gid) {
}
