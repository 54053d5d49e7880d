package twofold.vm.guest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import twofold.image.run.ProcessPlan;

/** The plan in the form the agent reads. */
public final class PlanFile {
    private static final int TERMINAL = 1;
    private static final int ROWS_SHIFT = 8;
    private static final int COLUMNS_SHIFT = 20;
    private static final int MOST = 0xfff;

    private PlanFile() {
    }

    /**
     * The file's bytes.
     *
     * @param window rows and columns of the terminal that is wanted, or null for none
     */
    public static byte[] of(ProcessPlan plan, int[] window) {
        int flags = window == null ? 0
                : TERMINAL | Math.min(window[0], MOST) << ROWS_SHIFT | Math.min(window[1], MOST) << COLUMNS_SHIFT;
        ByteBuffer head = ByteBuffer.allocate(32 + 4 * plan.groups().size()).order(ByteOrder.LITTLE_ENDIAN);
        head.put("TWF1".getBytes(StandardCharsets.US_ASCII)).putInt(flags).putInt(plan.uid()).putInt(plan.gid());
        head.putInt(plan.groups().size()).putInt(plan.argv().size()).putInt(plan.env().size()).putInt(plan.tmpfs().size());
        plan.groups().forEach(head::putInt);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(head.array());
        string(file, plan.hostname());
        string(file, plan.cwd());
        plan.argv().forEach(each -> string(file, each));
        plan.env().forEach(each -> string(file, each));
        for (String each : plan.tmpfs()) {
            int colon = each.indexOf(':');
            string(file, colon < 0 ? each : each.substring(0, colon));
            string(file, colon < 0 ? "mode=1777" : each.substring(colon + 1));
        }
        return file.toByteArray();
    }

    private static void string(ByteArrayOutputStream file, String text) {
        file.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        file.write(0);
    }
}
