package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recipe's {@code RUN --mount}, from the command line. */
@Timeout(120)
class BuildMountsTest {
    @TempDir
    static Path directory;
    private static Tools tools;
    private static Path context;

    @BeforeAll
    static void makeImage() throws Exception {
        tools = Tools.withBusybox(directory);
        context = Files.createDirectories(directory.resolve("context/src")).getParent();
        Files.writeString(context.resolve("src/a"), "source\n");
        Files.writeString(context.resolve("one"), "one\n");
        Files.writeString(directory.resolve("token"), "TOPSECRET\n");
    }

    private Tools.Result build(String recipe, String... options) throws Exception {
        Files.writeString(context.resolve("Recipe"), "FROM busybox\nWORKDIR /w\n" + recipe);
        String[] words = new String[options.length + 4];
        System.arraycopy(new String[] {"build", "-t", "made"}, 0, words, 0, 3);
        System.arraycopy(options, 0, words, 3, options.length);
        words[words.length - 1] = context.toString();
        Tools.Result result = tools.image(words);
        assertEquals(0, result.status(), result.err());
        return result;
    }

    private String made(String script) throws Exception {
        return tools.runner("run", "--rm", "made", "sh", "-c", script).out();
    }

    @Test
    @DisplayName("what is mounted is seen, is read-only where it should be, and is not in the image")
    void mountsAreSeenAndGone() throws Exception {
        Tools.Result result = build("RUN --mount=target=/ctx --mount=source=src,target=.,rw --mount=source=one,target=/etc/one cat a /ctx/one /etc/one > /result; "
                + "echo x > b && ls >> /result; { echo no > /ctx/no; } 2>&1 | sed 's/.*: //' >> /result\n");
        assertEquals("source\none\none\na\nb\nRead-only file system\n", made("cat /result"), result::err);
        assertEquals("0\nbin\ndev\nproc\nresult\nsys\ntmp\nw\n", made("ls /w | wc -l; ls /"), result::err);
    }

    @Test
    @DisplayName("a tmpfs has its size, also within another mount")
    void temporaryFilesHaveRoom() throws Exception {
        build("RUN --mount=type=tmpfs,target=/ctx/src,size=64k --mount=target=/ctx ls /ctx/src | wc -l > /result; "
                + "dd if=/dev/zero of=/ctx/src/x bs=1k count=100 2>/dev/null || ls -l /ctx/src | awk '{print $5}' >> /result; cat /ctx/one >> /result\n");
        assertEquals("0\n\n65536\none\n", made("cat /result"));
    }

    @Test
    @DisplayName("a cache lasts from build to build, with owners")
    void cachesLast() throws Exception {
        String step = "RUN --mount=type=cache,target=/c,mode=0700,uid=5 ls -lnd /c | awk '{print $1, $3}' > /result; echo run >> /c/log; cat /c/log >> /result\n";
        build(step);
        assertEquals("drwx------ 5\nrun\n", made("cat /result"));
        build(step);
        assertEquals("drwx------ 5\nrun\n", made("cat /result"));
        build(step, "--no-cache");
        assertEquals("drwx------ 5\nrun\nrun\n", made("cat /result; ls -d /c 2>/dev/null"));
    }

    @Test
    @DisplayName("secrets are files and variables of one step")
    void secretsAreForOneStep() throws Exception {
        build("RUN --mount=type=secret,id=token --mount=type=secret,id=v,env=V cat /run/secrets/token /run/secrets/token | wc -c > /result; { echo x > /run/secrets/token; } 2>&1 | sed 's/.*: //' >> /result; ls -l /run/secrets/token | "
                + "awk '{print $1}' >> /result; echo ${#V} >> /result\nRUN ls /run >> /result; echo \"<$V>\" >> /result\n",
                "--secret", "id=token,src=" + directory.resolve("token"), "--secret", "id=v,src=" + Files.writeString(directory.resolve("v"), "TOPSECRET"));
        assertEquals("20\nRead-only file system\n-r--------\n9\n<>\n", made("cat /result"));
        assertFalse(tools.image("inspect", "made").out().contains("TOPSECRET"));
        Tools.Result bad = tools.image("build", "--secret", "token", context.toString());
        assertTrue(bad.status() == 2 && bad.err().contains("--secret"), bad::toString);
        Tools.Result absent = tools.image("build", "--secret", "id=x,src=" + directory.resolve("absent"), context.toString());
        assertTrue(absent.status() == 1 && absent.err().contains("cannot read"), absent::toString);
    }
}
