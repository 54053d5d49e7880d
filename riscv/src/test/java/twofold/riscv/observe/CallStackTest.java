package twofold.riscv.observe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CallStackTest {
    private final CallStack stack = new CallStack();

    private void open(long stackPointer, long... sites) {
        assertArrayEquals(sites, stack.open(stackPointer));
    }

    @Test
    void callsAreOpenUntilTheyReturn() {
        stack.call(0x10, 0x14, 1000);
        stack.call(0x20, 0x24, 900);
        open(900, 0x10, 0x20);
        open(800, 0x10, 0x20);
        stack.returned(0x24, 900);
        open(900, 0x10);
        stack.call(0x30, 0x34, 900);
        open(900, 0x10, 0x30);
    }

    @Test
    void aJumpOutOfManyCallsEndsThemAll() {
        stack.call(0x10, 0x14, 1000);
        stack.call(0x20, 0x24, 900);
        stack.call(0x30, 0x34, 800);
        open(1000, 0x10);
        stack.call(0x18, 0x1c, 1000);
        open(950, 0x18);
    }

    @Test
    void aRoutineThatMovesTheStackPointerForItsCallerReturns() {
        stack.call(0x10, 0x14, 1000);
        stack.call(0x20, 0x24, 960);
        stack.returned(0x24, 880);
        open(880, 0x10);
    }

    @Test
    void aFunctionThatNeverReturnedItsCallByATailCallIsGoneWithIt() {
        stack.call(0x10, 0x14, 1000);
        stack.call(0x20, 0x24, 900);
        stack.returned(0x999, 1000);
        open(1000);
    }

    @Test
    void stackPointersAreUnsignedAndDepthIsBounded() {
        for (int i = 0; i < 3000; i++) {
            stack.call(i, i + 4, -16L * (i + 1));
        }
        long[] open = stack.open(-16L * 3001);
        assertArrayEquals(new long[] {0, 1, 2}, Arrays.copyOf(open, 3));
        assertArrayEquals(new long[] {0}, stack.open(-16));
    }
}
