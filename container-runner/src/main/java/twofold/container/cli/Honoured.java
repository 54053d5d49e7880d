package twofold.container.cli;

import twofold.image.run.RunRequest;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** Refuses what a request asks for and we cannot do: an option is honoured or is an error. */
final class Honoured {
    private Honoured() {
    }

    static void check(RunRequest request) {
        if (request.memoryBytes() != null && request.memoryBytes() < 1 << 20) {
            throw new UserError(ExitStatus.USAGE, "-m must be at least 1m");
        }
    }

    /** Refuses what only the shared kernel does. */
    static void checkOwn(RunRequest request) {
        if (request.restart() != null && !request.restart().equals("no")) {
            throw new UserError(ExitStatus.CANNOT, "--restart needs the shared kernel: add -d, or leave out what asks for a kernel of its own");
        }
    }
}
