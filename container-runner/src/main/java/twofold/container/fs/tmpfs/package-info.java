/**
 * A file system in memory, tmpfs(5): its file contents are frames of guest memory, shared with those who map them. Start reading at
 * {@link twofold.container.fs.tmpfs.TmpInode}: directories and regular files are kinds of it.
 */
package twofold.container.fs.tmpfs;
