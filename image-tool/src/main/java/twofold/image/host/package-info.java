/**
 * A directory of the host as a {@link twofold.image.overlay.FileTree}, for volumes.
 *
 * <p>Nothing outside of the directory is reached: every name is looked up in an open directory, without following links (openat(2) with
 * O_NOFOLLOW, through {@link java.nio.file.SecureDirectoryStream}), so that no link and no {@code ..} leads out, also when somebody changes
 * the tree meanwhile. Symbolic links are shown as what they are and it is the guest that follows them, in its own tree. What the platform can
 * only do by path (a new directory, a new link) is done under a name of its own directly in the top directory and then moved to its place;
 * such names are hidden from the guest. A link's text is read by path: the one thing a host process could be quick enough to replace.
 *
 * <p>On the host everything belongs to the user who runs the tool. What a guest sets beyond that (owners, device and fifo types, bits that
 * the host's owner must not lose) is kept in {@link twofold.image.host.Ownership}, by inode. Special files of the host are seen and cannot be
 * opened. Extended attributes are not kept.
 */
package twofold.image.host;
