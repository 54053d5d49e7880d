/**
 * The image store: an OCI image layout at the root directory ({@code oci-layout}, {@code index.json}, {@code blobs/sha256}), and beside it
 * {@code layers/} (uncompressed layers with their indexes, a cache by diff_id that is rebuilt from the blobs when missing),
 * {@code tmp/} and {@code instances/}.
 *
 * <p>Promises: a blob is hashed while it is written, synced, and only then given its name; what is read is verified, and damage is an error
 * that names the digest. {@code index.json} changes atomically under {@code index.lock}. Who writes blobs that nothing refers to yet holds
 * {@link twofold.image.store.Store#writing()} (shared); garbage collection holds it exclusively. Lock order: writing, then index.
 * A killed process leaves at most files in {@code tmp/}, which the next collection sweeps. Start reading at
 * {@link twofold.image.store.Store}.
 */
package twofold.image.store;
