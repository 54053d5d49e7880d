package twofold.image.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.instance.Description.State;
import twofold.image.model.ImageConfig;
import twofold.image.model.Platform;
import twofold.image.overlay.Overlay;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.image.tar.TarEntry;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;

class InstanceTest {
    @TempDir
    Path directory;

    private Image image(Store store) throws Exception {
        return store.add(ImageConfig.empty(Platform.OURS), List.of(), Map.of());
    }

    private Instance create(Store store, String name) throws Exception {
        return Instance.create(store, image(store), "container", name, List.of("sh"), Clock.host(), Entropy.host());
    }

    @Test
    void anInstanceIsFoundByNameAndByTheStartOfItsId() throws Exception {
        Store store = Store.open(directory);
        String id;
        try (Instance made = create(store, "web")) {
            id = made.id();
            assertEquals(State.CREATED, Instances.find(store, "web").state());
        }
        assertEquals(64, id.length());
        try (Instance again = Instance.open(store, id.substring(0, 8))) {
            assertEquals("web", again.name());
            try (Overlay tree = again.overlay(Clock.host())) {
                tree.root().create("f", TarEntry.REGULAR | 0644, 0, 0, 0);
            }
        }
        assertTrue(assertThrows(UserError.class, () -> create(store, "web")).getMessage().contains("is taken"));
        assertThrows(UserError.class, () -> Instance.open(store, "nothing"));
    }

    @Test
    void aRunningOneCannotBeTakenAndADeadOneIsLost() throws Exception {
        Store store = Store.open(directory);
        Instance running = create(store, "job");
        running.started(ProcessHandle.current().pid());
        assertEquals(State.RUNNING, Instances.find(store, "job").state());
        assertTrue(assertThrows(UserError.class, () -> Instance.open(store, "job")).getMessage().contains("is running"));
        running.close();
        assertEquals(State.LOST, Instances.find(store, "job").state());
        try (Instance again = Instance.open(store, "job")) {
            again.exited(3);
        }
        assertEquals(3, Instances.list(store).getFirst().exitStatus());
    }

    @Test
    void removingFreesTheNameAndTheFiles() throws Exception {
        Store store = Store.open(directory);
        Instance made = create(store, "gone");
        Path files = made.directory();
        made.remove();
        assertFalse(Files.exists(files));
        assertEquals(List.of(), Instances.list(store));
        create(store, "gone").close();
        create(store, null).close();
        assertEquals(2, Instances.list(store).size());
    }
}
