package twofold.container.runtime;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import twofold.image.model.Json;
import twofold.image.store.Durable;
import twofold.toolkit.cli.UserError;

/** {@code create}: checks the bundle, starts the shim, and waits until it has loaded the program or says why not. */
final class Create {
    private static final long PAUSE_NANOS = 2_000_000;

    private Create() {
    }

    static void create(Arguments given) throws IOException {
        Path bundlePath = given.bundle();
        Bundle bundle = Bundle.read(bundlePath);
        Files.createDirectories(given.root());
        Path directory = Status.directory(given);
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException taken) {
            throw new UserError("container with given ID already exists: \"" + given.id() + "\"");
        }
        try {
            Process shim = new ProcessBuilder(words(given, bundlePath)).inheritIO().start();
            await(shim, directory);
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("id", given.id());
            state.put("bundle", bundlePath.toString());
            state.put("pid", shim.pid());
            state.put("annotations", bundle.annotations());
            Durable.write(directory.resolve("state.json"), Json.pretty(state));
            Map<String, Object> told = Status.of(given).json();
            bundle.hooks("prestart", told);
            bundle.hooks("createRuntime", told);
            if (given.options().containsKey("pid-file")) {
                Path file = Path.of(given.options().get("pid-file")).toAbsolutePath();
                Durable.write(file, Long.toString(shim.pid()).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException | UserError failed) {
            Durable.deleteTree(directory);
            throw failed;
        }
    }

    private static void await(Process shim, Path directory) throws IOException {
        Path address = directory.resolve("address");
        while (!Files.exists(address)) {
            if (!shim.isAlive()) {
                Path failure = directory.resolve("failure");
                throw new UserError(Files.exists(failure) ? Files.readString(failure) : "the container's process ended before it was ready");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static List<String> words(Arguments given, Path bundle) throws IOException {
        List<String> words = new ArrayList<>(HostRoot.words());
        boolean apart = !words.isEmpty();
        words.addAll(ourselves());
        words.addAll(List.of("shim", "--root", given.root().toString(), "--bundle", bundle.toString(), given.id()));
        if (given.options().containsKey("console-socket")) {
            words.addAll(List.of("--console-socket", Path.of(given.options().get("console-socket")).toAbsolutePath().toString()));
        }
        if (apart) {
            words.add("--apart");
        }
        return words;
    }

    /** The words that start this tool once more, as a process in a session of its own. */
    static List<String> ourselves() throws IOException {
        List<String> words = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            words.add("/usr/bin/setsid");
        }
        String bin = System.getProperty("twofold.bin");
        if (bin != null) {
            words.add(Path.of(bin).toAbsolutePath().normalize().resolve("container-runner-oci").toString());
        } else {
            for (String word : new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), Charset.defaultCharset()).split("\0")) {
                words.add(word);
                if (word.equals(OciMain.class.getName())) {
                    break;
                }
            }
        }
        return words;
    }
}
