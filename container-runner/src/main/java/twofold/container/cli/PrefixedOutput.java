package twofold.container.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Puts a name in front of each line. */
final class PrefixedOutput extends OutputStream {
    private final OutputStream out;
    private final byte[] prefix;
    private boolean inLine;

    PrefixedOutput(OutputStream out, String name) {
        this.out = out;
        prefix = (name + " | ").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(length + prefix.length);
        for (int i = start; i < start + length; i++) {
            if (!inLine) {
                whole.writeBytes(prefix);
            }
            whole.write(bytes[i]);
            inLine = bytes[i] != '\n';
        }
        whole.writeTo(out);
    }
}
