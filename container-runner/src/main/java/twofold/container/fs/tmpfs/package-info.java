/** A file system in memory, tmpfs(5): its file contents are frames of guest memory, shared with those who map them. */
package twofold.container.fs.tmpfs;
