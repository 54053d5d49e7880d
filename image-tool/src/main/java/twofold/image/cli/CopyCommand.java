package twofold.image.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.transfer.Location;
import twofold.image.transfer.Transfer;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code copy}, and its short forms {@code pull} and {@code push}. */
final class CopyCommand extends StoreCommand {
    private final PositionalParamSpec places;
    private final String name;
    private final int least;

    CopyCommand() {
        this("copy", "Copies an image; a place is NAME[:TAG], oci:DIR[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:NAME:TAG].", 2,
                "SRC DST");
    }

    private CopyCommand(String name, String description, int least, String label) {
        super(name, description);
        this.name = name;
        this.least = least;
        places = operands(label, "from where, and to where");
    }

    static CopyCommand pull() {
        return new CopyCommand("pull", "Copies an image into the store.", 1, "SRC [NAME[:TAG]]");
    }

    static CopyCommand push() {
        return new CopyCommand("push", "Copies an image out of the store.", 2, "NAME[:TAG] DST");
    }

    @Override
    protected int run() throws IOException {
        List<String> given = words(places, least, 2);
        Location from = Location.parse(given.getFirst());
        if (given.size() < 2) {
            throw new UserError(ExitStatus.USAGE, name + ": say what name the image gets, as in pull " + given.getFirst() + " NAME");
        }
        Location to = Location.parse(given.get(1));
        if (name.equals("pull") && !(to instanceof Location.Named)) {
            throw new UserError(ExitStatus.USAGE, "pull copies into the store; the second operand is a name");
        }
        if (name.equals("push") && !(from instanceof Location.Named)) {
            throw new UserError(ExitStatus.USAGE, "push copies out of the store; the first operand is a name");
        }
        System.out.println(new Transfer(store()).copy(from, to).digest());
        return ExitStatus.DONE;
    }
}
