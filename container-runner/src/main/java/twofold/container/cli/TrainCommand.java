package twofold.container.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;

/** {@code container-runner train}: what commands do that have a kernel to talk to, so that the build can see what is loaded for them and nothing else. */
final class TrainCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final PositionalParamSpec image = operands("IMAGE", "what to run");

    TrainCommand() {
        super("train", "Gives orders about an image to a kernel that this starts.");
        spec().usageMessage().hidden(true);
    }

    @Override
    protected int run() {
        String name = words(image, 1, 1).getFirst();
        int failed = give("run", "-d", "--name", "training-client", name, "wait");
        give("run", "--rm", name);
        give("exec", "training-client", "/training", "again", "now");
        give("ps");
        give("logs", "training-client");
        give("rm", "-f", "training-client");
        return failed;
    }

    private int give(String command, String... words) {
        List<String> all = new ArrayList<>(List.of(command, "--root", common.root().toString()));
        all.addAll(List.of(words));
        return Main.run(all.toArray(new String[0]));
    }
}
