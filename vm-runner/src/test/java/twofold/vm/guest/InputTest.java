package twofold.vm.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InputTest {
    @Test
    void inputReadAheadIsNotEndedWhileNothingHasCome() throws Exception {
        Input input = Input.ahead(new ByteArrayInputStream(new byte[] {1, 2, 3}));
        assertEquals(0, input.fill(new byte[4]));
        CountDownLatch twice = new CountDownLatch(2);
        input.start(twice::countDown);
        twice.await();
        assertEquals(2, input.fill(new byte[2]));
        assertEquals(1, input.fill(new byte[2]));
        assertEquals(-1, input.fill(new byte[2]));
        assertEquals(-1, input.fill(new byte[2]));
    }

    @Test
    void silentInputNeverEnds() {
        Input input = Input.silent();
        input.start(() -> { });
        assertEquals(0, input.fill(new byte[2]));
    }

    @Test
    void noInputEndsAtOnce() {
        assertEquals(-1, Input.none().fill(new byte[2]));
    }
}
