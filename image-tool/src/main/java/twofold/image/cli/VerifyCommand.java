package twofold.image.cli;

import java.io.IOException;
import java.util.List;
import twofold.image.store.Store;
import twofold.image.store.Verification;
import twofold.toolkit.cli.ExitStatus;

/** {@code verify}: reads everything and says what is damaged. */
final class VerifyCommand extends StoreCommand {
    VerifyCommand() {
        super("verify", "Reads every blob, image and uncompressed layer and reports what is damaged or missing.");
    }

    @Override
    protected int run() throws IOException {
        Store store = store();
        List<String> problems = Verification.problems(store);
        problems.forEach(System.out::println);
        if (problems.isEmpty()) {
            say("everything is as it should be");
        }
        return problems.isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED;
    }
}
