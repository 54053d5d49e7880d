/**
 * Contracts of files and file systems, mounts, path walking, and descriptor tables. A file system provides {@link
 * twofold.container.vfs.Inode}s; opening one gives a {@link twofold.container.vfs.File}, which is what Linux calls an open file
 * description. Failures are {@link twofold.image.overlay.FileError}s carrying the errno; "would block" is the value -EAGAIN, because it
 * is common. Everything runs on the kernel's one thread, so there are no locks. Nothing here knows tasks: who acts is a
 * {@link twofold.container.vfs.Caller}. Sources: path_resolution(7), open(2), the *at calls. Start reading at
 * {@link twofold.container.vfs.Walk}.
 */
package twofold.container.vfs;
