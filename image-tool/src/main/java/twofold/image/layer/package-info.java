/**
 * Layers made of changes: what an overlay's upper changed ({@link twofold.image.layer.Difference}) and the archive that says so
 * ({@link twofold.image.layer.LayerWriter}: OCI changeset with whiteouts, sorted, numeric owners, so that equal changes are equal bytes),
 * and archives of whole trees.
 */
package twofold.image.layer;
