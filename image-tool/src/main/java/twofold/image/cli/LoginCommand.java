package twofold.image.cli;

import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.toolkit.cli.UserError;

/** {@code login} and {@code logout}: registries are not there yet, and this says so. */
final class LoginCommand extends StoreCommand {
    private final PositionalParamSpec registry = operands("[REGISTRY]", "the registry");

    LoginCommand(String name) {
        super(name, "Registries are not supported yet.");
    }

    @Override
    protected int run() {
        String named = words(registry, 0, 1).isEmpty() ? "" : " (" + words(registry, 0, 1).getFirst() + ")";
        throw new UserError("registries are not supported yet" + named + "; copy images through oci-archive:FILE or docker-archive:FILE");
    }
}
