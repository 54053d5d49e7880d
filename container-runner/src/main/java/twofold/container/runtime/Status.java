package twofold.container.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;
import twofold.image.run.Signal;
import twofold.image.store.Durable;
import twofold.toolkit.cli.UserError;

/** A container as its directory under the root tells: {@code state.json}, {@code socket} (its shim's), {@code started}. */
record Status(Path directory, JsonObject state) {
    /** The version of the runtime specification. */
    static final String VERSION = "1.0.2";

    static Path directory(Arguments given) {
        return given.root().resolve(given.id());
    }

    static Status of(Arguments given) throws IOException {
        Path directory = directory(given);
        Path file = directory.resolve("state.json");
        if (!Files.exists(file)) {
            throw new UserError("container does not exist: \"" + given.id() + "\"");
        }
        return new Status(directory, Json.parse(Files.readAllBytes(file), file.toString()));
    }

    /** Ids of all containers under a root. */
    static List<String> list(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(each -> Files.exists(each.resolve("state.json"))).map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    /** {@code created}, {@code running}, {@code paused} or {@code stopped}. */
    String word() {
        String answer = ask("state");
        return answer == null ? "stopped" : answer;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        String word = word();
        json.put("ociVersion", VERSION);
        json.put("id", state.required("id"));
        json.put("status", word);
        if (!word.equals("stopped")) {
            json.put("pid", state.number("pid", 0));
        }
        json.put("bundle", state.required("bundle"));
        json.put("annotations", state.stringMap("annotations"));
        return json;
    }

    /** Asks the shim; null if there is none any more. */
    String ask(String what) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(Files.readString(directory.resolve("address"))));
            ByteBuffer order = ByteBuffer.wrap((what + "\n").getBytes(StandardCharsets.UTF_8));
            while (order.hasRemaining()) {
                channel.write(order);
            }
            return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine();
        } catch (IOException gone) {
            return null;
        }
    }

    /** Gives an order to the shim; a refusal is an error. */
    void tell(String order) {
        String answer = ask(order);
        if (answer == null) {
            throw new UserError("the container \"" + state.required("id") + "\" is not running");
        }
        if (!answer.equals("ok")) {
            throw new UserError(answer);
        }
    }

    void kill(String signal) {
        tell("kill " + Signal.number(signal));
    }

    static void delete(Arguments given) throws IOException {
        Path directory = directory(given);
        if (!Files.exists(directory.resolve("state.json"))) {
            if (given.has("force") || given.has("f")) {
                return;
            }
            throw new UserError("container does not exist: \"" + given.id() + "\"");
        }
        Status status = of(given);
        String word = status.word();
        if (!word.equals("stopped")) {
            if (word.equals("running") && !given.has("force") && !given.has("f")) {
                throw new UserError("container \"" + given.id() + "\" is running: kill it first, or delete it with --force");
            }
            ProcessHandle.of(status.state.number("pid", 0)).ifPresent(ProcessHandle::destroyForcibly);
        }
        Bundle.read(Path.of(status.state.required("bundle"))).hooks("poststop", status.json());
        Durable.deleteTree(directory);
    }
}
