package twofold.vm.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelSourceTest {
    @Test
    void kernelsAreInTheOrderOfTheirVersions() {
        List<String> sorted = List.of("Image", "vmlinux-6.1", "vmlinuz", "vmlinuz-6.9.0", "vmlinuz-6.9.0-rc2", "vmlinuz-6.12.9+deb13", "vmlinuz-6.12.107+deb13",
            "vmlinuz-99999999999999999999.1");
        List<String> shuffled = new ArrayList<>(sorted);
        Collections.reverse(shuffled);
        shuffled.sort(KernelSource::compareVersions);
        assertEquals(sorted, shuffled);
    }
}
