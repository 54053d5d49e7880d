package twofold.image.cli;

import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.toolkit.cli.UserError;

/** {@code login} and {@code logout}: registries are not there yet, and this says so. */
final class LoginCommand extends StoreCommand {
    private final PositionalParamSpec registry = operands("0..*", "0..1", "REGISTRY", "the registry");

    LoginCommand(String name) {
        super(name, "Registries are not supported yet.");
    }

    @Override
    protected int run() {
        throw new UserError("registries are not supported yet" + (list(registry).isEmpty() ? "" : " (" + list(registry).getFirst() + ")")
                + "; copy images through oci-archive:FILE or docker-archive:FILE");
    }
}
