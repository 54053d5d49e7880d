package twofold.image.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.image.model.RunConfig;
import twofold.image.overlay.FileError;
import twofold.image.overlay.FileTree;
import twofold.image.overlay.PathWalk;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * The guest process to start. All strings of the guest are bytes held one to a char.
 *
 * @param argv       its words; the first names the program, to be looked up in PATH if it has no slash
 * @param env        {@code NAME=VALUE} in order, no name twice
 * @param cwd        the working directory, absolute, there in the tree
 * @param uid        the user
 * @param gid        the group
 * @param groups     supplementary groups
 * @param hostname   the host name
 * @param stopSignal the signal that asks it to end
 * @param volumes    host directories to mount
 * @param readOnly   whether the root is to be read-only
 * @param tmpfs      {@code DIR[:OPTIONS]} to mount a tmpfs on
 */
public record ProcessPlan(List<String> argv, List<String> env, String cwd, int uid, int gid, List<Integer> groups, String hostname,
        int stopSignal, List<RunRequest.Volume> volumes, boolean readOnly, List<String> tmpfs) {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * Makes the plan for an image's configuration, a request and the instance's tree, in which the working directory is made if missing.
     *
     * @param id the instance's id, whose first twelve digits are the default host name
     */
    public static ProcessPlan of(RunConfig config, RunRequest request, FileTree tree, String id) {
        String hostname = request.hostname() != null ? request.hostname() : id.substring(0, Math.min(12, id.length()));
        Account account = Account.find(tree.root(), request.user() != null ? request.user() : bytes(config.user()));
        return new ProcessPlan(argv(config, request), environment(config, request, hostname, account.home()),
                directory(tree, request.workdir() != null ? request.workdir() : bytes(config.workingDir())), account.uid(), account.gid(),
                account.groups(), hostname, config.stopSignal() == null ? 15 : Signal.number(config.stopSignal()), request.volumes(),
                request.readOnly(), request.tmpfs());
    }

    /** A text as UTF-8 bytes held one to a char. */
    public static String bytes(String text) {
        return RawWords.encode(text);
    }

    private static List<String> argv(RunConfig config, RunRequest request) {
        List<String> words = new ArrayList<>();
        boolean replaced = request.entrypoint() != null;
        if (replaced && !request.entrypoint().isEmpty()) {
            words.add(request.entrypoint());
        } else if (!replaced && config.entrypoint() != null) {
            config.entrypoint().forEach(word -> words.add(bytes(word)));
        }
        if (!request.command().isEmpty()) {
            words.addAll(request.command());
        } else if (!replaced && config.cmd() != null) {
            config.cmd().forEach(word -> words.add(bytes(word)));
        }
        if (words.isEmpty()) {
            throw new UserError(ExitStatus.CANNOT, "the image \"" + request.image()
                    + "\" names no command; give one behind the image's name");
        }
        return List.copyOf(words);
    }

    private static List<String> environment(RunConfig config, RunRequest request, String hostname, String home) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", PATH);
        variables.put("HOSTNAME", hostname);
        if (request.terminal()) {
            variables.put("TERM", "xterm");
        }
        config.env().forEach(each -> put(variables, bytes(each)));
        request.env().forEach(each -> put(variables, each));
        variables.putIfAbsent("HOME", home);
        List<String> env = new ArrayList<>();
        variables.forEach((name, value) -> env.add(name + "=" + value));
        return List.copyOf(env);
    }

    private static void put(Map<String, String> variables, String pair) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
            variables.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    private static String directory(FileTree tree, String given) {
        String path = PathWalk.normalize(given);
        try {
            PathWalk.makeDirectories(tree.root(), path, 0755, 0, 0);
        } catch (FileError refused) {
            throw new UserError(ExitStatus.CANNOT, "the working directory \"" + given
                    + "\" is not there and cannot be made in the image's root");
        }
        return path;
    }
}
