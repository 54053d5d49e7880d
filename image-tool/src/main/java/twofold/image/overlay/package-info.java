/**
 * The copy-on-write root file system that both runners mount: {@link twofold.image.overlay.FileTree} and its
 * {@link twofold.image.overlay.Node}s, and {@link twofold.image.overlay.Overlay}, which makes one from an image's layers and a writable upper
 * directory.
 *
 * <p>How it holds together. {@code Lower} merges the layers' entries (whiteouts applied) into a tree of {@code Inode}s in memory,
 * always in the same order, so that a lower inode's number is the same at every opening. Every change is applied to that tree and
 * appended to the upper's {@code Journal} as a frame of idempotent facts ("inode 7 now looks so", "directory 3 has an entry x for 7",
 * "3 has no x"); opening replays the facts. A lower file's bytes are a slice of the layer's archive; a small upper file's are in the
 * journal too; a larger one's are the host file {@code data/NUMBER}, made whole under another name and renamed before the journal says
 * that it is there.
 *
 * <p>Promises: after a crash of this process at any moment the tree is as of some moment between the last completed operation and now (only
 * modification times of files being written may lag); {@code sync} extends that to a crash of the host. Nothing in the host's directories
 * carries guest metadata. A frame that is torn or fails its checksum ends the replay, and what follows it is cut off.
 */
package twofold.image.overlay;
