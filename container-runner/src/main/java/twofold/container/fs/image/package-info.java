/** An instance's root file system: {@link twofold.image.overlay.FileTree} as a file system of the kernel, with a page cache for mmap(2). */
package twofold.container.fs.image;
