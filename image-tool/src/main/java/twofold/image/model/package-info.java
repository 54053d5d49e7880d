/**
 * OCI image records (OCI Image Format Specification 1.1): digests, descriptors, manifests, configurations, references, and their JSON.
 * Documents may come from anywhere; a wrong type or a missing field is a {@link twofold.toolkit.cli.UserError} that names the document.
 * Fields that are not known here survive reading and writing. This package uses no other of the tool.
 */
package twofold.image.model;
