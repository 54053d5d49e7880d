/**
 * Keys and the rings they hang on, keyrings(7): what add_key(2), request_key(2) and keyctl(2) work on. Each container has its own. A key lives as long as
 * something holds it: a keyring it is linked to, a task, or the registry; keyrings never hang in a circle, so that counting is enough. What a key takes is
 * counted for its owner (the quotas of keyrings(7)) and charged to the container. Start reading at {@link twofold.container.keys.Keys}.
 */
package twofold.container.keys;
