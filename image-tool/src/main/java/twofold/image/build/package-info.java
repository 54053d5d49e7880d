/**
 * Building images from recipes. {@link twofold.image.build.Builder} orders the stages, {@code StageBuilder} carries out the
 * instructions of one, {@code LayerStep} runs what changes files in a fresh overlay and turns the changes into a layer, by way of the
 * {@code Cache}.
 *
 * <p>Promises: equal inputs give equal digests on every machine. Files from the context are owned by 0:0, have the modes 0755 or 0644
 * (by their executable bit) and the modification time {@code SOURCE_DATE_EPOCH}, or 0; RUN sees virtual time from that moment and
 * seeded entropy. Nothing outside the context is read, symbolic links are resolved within it; nothing outside the target's tree is
 * written.
 */
package twofold.image.build;
