package twofold.riscv.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import twofold.riscv.hart.Exit;
import twofold.riscv.hart.FetchUnit;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;
import twofold.riscv.memory.AddressSpace;

/**
 * Follows the calls of the harts it runs, so that there are stacks for programs that keep no frame pointers. It runs them from jump to jump; which
 * jumps are calls and returns the registers say (Unprivileged manual, "Unconditional Jumps", return-address stack hints).
 */
final class CallStacks implements Runner {
    /** The most stacks that are known; then those are forgotten that were not used for longest. */
    private static final int MOST = 4096;
    private static final int SP = 2;

    private final Function<Hart, Object> stackOf;
    private final Runner inner;
    private final Map<Object, CallStack> stacks = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, CallStack> eldest) {
            return size() > MOST;
        }
    };

    CallStacks(Function<Hart, Object> stackOf, Runner inner) {
        this.stackOf = stackOf;
        this.inner = inner;
    }

    @Override
    public Exit run(Hart hart, long budget) {
        long left = budget;
        while (left > 0) {
            Exit exit = hart.attend();
            if (exit != null) {
                return exit;
            }
            int straight = hart.fetches().straight();
            long last = hart.fetches().endOfStraight();
            AddressSpace space = hart.space();
            long before = hart.retired;
            long steps = Math.min(straight, left);
            exit = inner.run(hart, steps);
            if (hart.retired - before == straight) {
                jumped(hart, last, FetchUnit.fetched(space, last));
            }
            if (exit != Exit.PREEMPTED || !hart.usedUp()) {
                return exit;
            }
            left -= steps;
        }
        return Exit.PREEMPTED;
    }

    /** The addresses of the calls that a hart is in, the outermost first. */
    long[] callers(Hart hart) {
        Object key = stackOf.apply(hart);
        CallStack stack = key == null ? null : stacks.get(key);
        return stack == null ? new long[0] : stack.open(hart.x[SP]);
    }

    private void jumped(Hart hart, long at, long bits) {
        int form = bits < 0 ? 0 : jump((int) bits);
        boolean calls = isLink(form >>> 8);
        boolean returns = isLink(form & 31) && (form >>> 8) != (form & 31);
        Object key = calls || returns ? stackOf.apply(hart) : null;
        if (key == null) {
            return;
        }
        CallStack stack = stacks.computeIfAbsent(key, _ -> new CallStack());
        if (returns) {
            stack.returned(hart.pc, hart.x[SP]);
        }
        if (calls) {
            stack.call(at, at + ((bits & 3) == 3 ? 4 : 2), hart.x[SP]);
        }
    }

    /** An unconditional jump's rd (times 256) and rs1, 0 for none; 0 for other instructions. */
    private static int jump(int bits) {
        int first = bits >>> 7 & 31;
        if ((bits & 0x7f) == 0x6f) {
            return first << 8;
        }
        if ((bits & 0x707f) == 0x67) {
            return first << 8 | bits >>> 15 & 31;
        }
        boolean compressed = (bits & 0xe07f) == 0x8002;
        return compressed && first != 0 ? (bits >>> 12 & 1) << 8 | first : 0;
    }

    private static boolean isLink(int register) {
        return register == 1 || register == 5;
    }
}
