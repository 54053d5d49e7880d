package twofold.container.mm;

import java.util.Arrays;
import twofold.riscv.memory.Frames;

/**
 * Which account pays for a frame, and what for: an entry beside each frame that a container has. Entries name accounts by number, so that what a removed control
 * group left behind is its parent's from then on without a look at any frame. A frame's entry is touched by its kernel's thread alone.
 */
final class Charges {
    /** Private memory. */
    static final int ANONYMOUS = 0;
    /** A page of a file that can be read again. */
    static final int FILE = 1;
    /** A page that is the only place of its contents: tmpfs, shared memory. */
    static final int SHARED = 2;
    private static final int KIND_BITS = 2;
    private static final int CHUNK_SHIFT = 12;
    private static final int[][] entries = new int[(Frames.total() >>> CHUNK_SHIFT) + 1][];
    /** Replaced as a whole when it grows: kernels of other threads may be reading. */
    private static volatile Account[] accounts = new Account[16];
    private static int count;

    private Charges() {
    }

    /** A number for an account. Numbers are not used again: what they stand for may outlive who took them. */
    static synchronized int number(Account account) {
        if (count == accounts.length) {
            accounts = Arrays.copyOf(accounts, 2 * count);
        }
        accounts[count] = account;
        return count++;
    }

    /** From now on another account pays for what this number stands for. */
    static synchronized void pass(int number, Account to) {
        accounts[number] = to;
    }

    static void put(int frame, int account, int kind) {
        int[] chunk = entries[frame >>> CHUNK_SHIFT];
        if (chunk == null) {
            chunk = made(frame >>> CHUNK_SHIFT);
        }
        chunk[frame & (1 << CHUNK_SHIFT) - 1] = account << KIND_BITS | kind;
    }

    private static synchronized int[] made(int number) {
        if (entries[number] == null) {
            entries[number] = new int[1 << CHUNK_SHIFT];
        }
        return entries[number];
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
        return accounts[number];
    }
}
