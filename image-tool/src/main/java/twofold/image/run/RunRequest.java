package twofold.image.run;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code run} was asked for, checked.
 *
 * @param image        the image's name
 * @param command      the words behind it, as bytes
 * @param interactive  keep standard input open
 * @param terminal     give the guest a terminal
 * @param detach       run in the background
 * @param remove       remove the instance at its end
 * @param name         the instance's name, or null
 * @param env          {@code NAME=VALUE} as bytes, in order, later ones win
 * @param volumes      host directories to show the guest
 * @param workdir      the working directory as bytes, or null
 * @param user         {@code USER[:GROUP]}, or null
 * @param hostname     or null
 * @param entrypoint   in place of the image's as bytes; empty for none at all; null to keep the image's
 * @param memoryBytes  the guest's memory, or null
 * @param cpus         how many processors, or null
 * @param network      the network's name, or null
 * @param ports        ports to publish
 * @param readOnly     whether the root file system is read-only
 * @param tmpfs        {@code DIR[:OPTIONS]} to mount a tmpfs on
 * @param restart      {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure[:N]}
 * @param timeoutNanos how long it may run, or null
 * @param virtualClock whether time is virtual
 * @param seed         the seed for virtual entropy, or null
 * @param metrics      where to write metrics, or null
 * @param interpreter  whether hot code stays untranslated
 * @param trace        where to write a line for each instruction, {@code -} for standard error, or null
 * @param profile      where to write a profile, or null
 */
public record RunRequest(String image, List<String> command, boolean interactive, boolean terminal, boolean detach, boolean remove,
        String name, List<String> env, List<Volume> volumes, String workdir, String user, String hostname, String entrypoint,
        Long memoryBytes, Double cpus, String network, List<Port> ports, boolean readOnly, List<String> tmpfs, String restart,
        Long timeoutNanos, boolean virtualClock, Long seed, Path metrics, boolean interpreter, String trace, Path profile) {

    /**
     * A host directory or file the guest sees.
     *
     * @param host     absolute; or not, and then it is the name of a volume of ours
     * @param guest    absolute, as bytes
     * @param readOnly whether the guest may only read
     */
    public record Volume(Path host, String guest, boolean readOnly) {
    }

    /**
     * A port of the guest on the host.
     *
     * @param address  the host's address to listen on, or null for all
     * @param host     the host's port, 0 for any
     * @param guest    the guest's port
     * @param protocol {@code tcp} or {@code udp}
     */
    public record Port(String address, int host, int guest, String protocol) {
    }
}
