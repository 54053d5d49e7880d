package twofold.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample kernel's corners: programs that try what it must survive. Where a container does the same, it is run as one too. */
class SampleKernelTest {
    private static final String POINTERS = """
            null -14
            where the sample kernel is -14
            not canonical -14
            the last page -14
            pipe2 -14
            openat -14
            execve -14
            nanosleep -14
            written to a pipe 4
            read into code -14
            wait4 -14
            """;
    private static final String PIPES = """
            end of the pipe 0
            bytes 200000
            sum 25493856
            writer 0
            without readers 13
            """;
    private static final String CHILDREN = """
            when none is left -10
            children 128
            sum of statuses 8128
            store to null 11
            store to code 11
            jump to data 11
            jump to the kernel 11
            illegal instruction 4
            breakpoint 5
            privileged instruction 4
            killed while spinning 9
            """;

    @TempDir
    static Path folder;
    private static Images images;

    @BeforeAll
    static void makesTheImage() throws IOException {
        images = Images.withGuests(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vm-runner", "container-runner"})
    void pointersThatLeadNowhereAreAnError(String runner) {
        images.gives(POINTERS, runner, "guest", "/pointers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vm-runner", "container-runner"})
    void pipesFillEmptyEndAndBreak(String runner) {
        images.gives(PIPES, runner, "guest", "/pipes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vm-runner", "container-runner"})
    void childrenAreReapedHoweverTheyEnd(String runner) {
        images.gives(CHILDREN, runner, "guest", "/children");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vm-runner", "container-runner"})
    void twoBusyProcessesBothGetOn(String runner) {
        images.gives("heard 1\nended by 9\n", runner, "guest", "/preempt");
    }

    @Test
    void onlyPagesThatBothHaveAreCopied() {
        images.gives("copied 7\n", "vm-runner", "guest", "/copies");
    }

    @Test
    void forkIsRefusedWhenThereAreTooManyProcesses() {
        images.gives("refused with -11\nleft 0\n", "vm-runner", "-m", "512m", "guest", "/bomb");
    }

    /** Who asks for the page that is not there is killed; that may be the first process. Nothing hangs and nothing else breaks. */
    @Test
    void aForkBombEndsWhenMemoryDoes() {
        Images.Result result = images.run("vm-runner", "-m", "64m", "guest", "/bomb");
        assertTrue(result.status() == 137 || result.out().matches("refused with -1[12]\nleft 0\n"), result.toString());
    }

    @Test
    void aProgramThatTakesAllMemoryIsKilled() {
        assertEquals(137, images.run("vm-runner", "-m", "64m", "guest", "/memory").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"vm-runner", "container-runner"})
    void whatCannotBeExecutedHasItsStatus(String runner) {
        assertEquals(127, images.run(runner, "guest").status());
        assertEquals(127, images.run(runner, "guest", "nothing").status());
        assertEquals(126, images.run(runner, "guest", "/text").status());
    }
}
