/**
 * The virtio file system device (Virtio 1.2, section 5.11): serves a {@link twofold.image.overlay.FileTree} to the guest kernel by the
 * FUSE protocol (Linux, include/uapi/linux/fuse.h, version 7.38). The guest is the only user of the tree while it runs, so everything may
 * be cached for ever; files are not opened, a node is held as long as the guest knows its id.
 */
package twofold.vm.virtio.fs;
