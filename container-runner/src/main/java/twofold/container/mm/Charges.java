package twofold.container.mm;

import java.util.ArrayList;
import java.util.List;
import twofold.riscv.memory.Frames;

/**
 * Which account pays for a frame, and what for: an entry beside each frame that a container has. Entries name accounts by number, so that what a removed control
 * group left behind is its parent's from then on without a look at any frame. For the kernel's thread.
 */
final class Charges {
    /** Private memory. */
    static final int ANONYMOUS = 0;
    /** A page of a file that can be read again. */
    static final int FILE = 1;
    /** A page that is the only place of its contents: tmpfs, shared memory. */
    static final int SHARED = 2;
    private static final int KIND_BITS = 2;
    private static final int CHUNK_SHIFT = 14;
    private static final int[][] entries = new int[(Frames.total() >>> CHUNK_SHIFT) + 1][];
    private static final List<Account> accounts = new ArrayList<>();
    private static final List<Integer> free = new ArrayList<>();

    private Charges() {
    }

    /** A number for an account, until all it ever paid for is given back. */
    static synchronized int number(Account account) {
        if (!free.isEmpty()) {
            int number = free.removeLast();
            accounts.set(number, account);
            return number;
        }
        accounts.add(account);
        return accounts.size() - 1;
    }

    /** From now on another account pays for what this number stands for. */
    static synchronized void pass(int number, Account to) {
        accounts.set(number, to);
    }

    /** Nothing is paid for by this number any more. */
    static synchronized void giveBack(int number) {
        accounts.set(number, null);
        free.add(number);
    }

    static void put(int frame, int account, int kind) {
        int[] chunk = entries[frame >>> CHUNK_SHIFT];
        if (chunk == null) {
            chunk = new int[1 << CHUNK_SHIFT];
            entries[frame >>> CHUNK_SHIFT] = chunk;
        }
        chunk[frame & (1 << CHUNK_SHIFT) - 1] = account << KIND_BITS | kind;
    }

    private static int entry(int frame) {
        return entries[frame >>> CHUNK_SHIFT][frame & (1 << CHUNK_SHIFT) - 1];
    }

    /** What a frame is. */
    static int kind(int frame) {
        return entry(frame) & (1 << KIND_BITS) - 1;
    }

    /** The number that pays for a frame. */
    static int payer(int frame) {
        return entry(frame) >>> KIND_BITS;
    }

    /** The account a number stands for. */
    static Account account(int number) {
        return accounts.get(number);
    }
}
