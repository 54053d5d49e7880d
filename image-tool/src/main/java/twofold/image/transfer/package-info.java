/**
 * Copying images between places: names in the store, OCI layouts as directories or archives, and Docker's archives. Each place that can
 * be read is opened as a {@code Layout}; blobs are verified when read and hashed when written. Start reading at {@link
 * twofold.image.transfer.Transfer}.
 */
package twofold.image.transfer;
