/**
 * The copy-on-write root file system that both runners mount: {@link twofold.image.overlay.FileTree} and its
 * {@link twofold.image.overlay.Node}s.
 */
package twofold.image.overlay;
