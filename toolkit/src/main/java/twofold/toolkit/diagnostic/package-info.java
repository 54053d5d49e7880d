/**
 * Messages about a user's source text: where, what, the line itself, a caret.
 *
 * <p>{@link twofold.toolkit.diagnostic.Source} is a text with a name, {@link twofold.toolkit.diagnostic.Span} a range in it, and
 * {@link twofold.toolkit.diagnostic.Diagnostics} collects what is wrong, so that one run reports everything it found. A source may be an
 * expansion (of a macro, of an include): then a message also shows the chain of places that led there. Nothing here prints by itself.
 */
package twofold.toolkit.diagnostic;
