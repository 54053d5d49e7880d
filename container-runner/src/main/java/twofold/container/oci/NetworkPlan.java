package twofold.container.oci;

import java.util.List;
import twofold.container.kernel.Container;
import twofold.container.kernel.Kernel;
import twofold.image.run.RunRequest;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * How a container is reached.
 *
 * @param definition the network it joins; null for the one that all containers share which ask for none
 * @param alone      it has loopback only
 * @param names      what others on the network call it
 * @param ports      ports of its that are the host's, too
 */
public record NetworkPlan(Networks.Definition definition, boolean alone, List<String> names, List<RunRequest.Port> ports) {
    /** The network of containers that ask for none. */
    public static final NetworkPlan SHARED = new NetworkPlan(null, false, List.of(), List.of());

    /** What a request asks for; an error if there is no such network. */
    public static NetworkPlan of(Networks networks, RunRequest request, String name, String id) {
        String wanted = request.network();
        boolean alone = "none".equals(wanted);
        boolean shared = wanted == null || wanted.equals("default") || wanted.equals("bridge");
        if (alone && !request.ports().isEmpty()) {
            throw new UserError(ExitStatus.USAGE, "-p needs a network, and --network none is none: leave out one of them");
        }
        List<String> names = id == null ? List.of(name) : List.of(name, id.substring(0, Math.min(12, id.length())));
        return new NetworkPlan(shared || alone ? null : networks.find(wanted), alone, names, request.ports());
    }

    /** Whether its resolver finds the others' names. */
    boolean resolves() {
        return definition != null;
    }

    void join(Kernel kernel, Container container) {
        if (alone) {
            return;
        }
        var network = definition == null ? kernel.network : kernel.network(definition.name(), definition.base(), definition.prefix());
        if (!network.attach(container.net, names)) {
            throw new UserError(ExitStatus.CANNOT, "the network has no address left: remove a container that is on it");
        }
    }
}
