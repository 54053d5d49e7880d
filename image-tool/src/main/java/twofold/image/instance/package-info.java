/**
 * Instances: one run of an image each, with a writable upper, a log and a life cycle. They live under {@code instances/ID/} of the store:
 * {@code instance.json} (replaced whole), {@code upper/}, {@code log}, {@code lock}; {@code instances/.names/NAME} holds the id a name
 * stands for. Whoever runs or changes an instance holds its lock, so a running one can neither be removed nor opened twice, and one that
 * says it is running while its lock is free has died.
 */
package twofold.image.instance;
