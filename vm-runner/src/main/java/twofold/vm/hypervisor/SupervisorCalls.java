package twofold.vm.hypervisor;

import java.util.List;
import java.util.function.Consumer;
import twofold.riscv.memory.PhysicalMemory;
import twofold.riscv.privileged.Interrupt;
import twofold.vm.sbi.Supervisor;

/** What the SBI asks of a machine. */
record SupervisorCalls(List<Processor> processors, PhysicalMemory memory, Turns turns, GuestProgram program, Consumer<byte[]> console,
        Runnable entrypoint) implements Supervisor {

    @Override
    public int harts() {
        return processors.size();
    }

    @Override
    public void setTimer(int hart, long ticks) {
        processors.get(hart).modes.setTimer(ticks);
        turns.giveUpTurn();
    }

    @Override
    public void interrupt(int hart) {
        processors.get(hart).modes.setPending(Interrupt.SUPERVISOR_SOFTWARE, true);
        if (harts() > 1) {
            turns.giveUpTurn();
        }
    }

    @Override
    public void fenceInstructions(int hart) {
        processors.get(hart).hart.fenceInstructions();
    }

    @Override
    public void fenceAddresses(int hart, long start, long size) {
        processors.get(hart).modes.flush(start, size);
    }

    @Override
    public int hartState(int hart) {
        return processors.get(hart).state();
    }

    @Override
    public void startHart(int hart, long address, long argument) {
        processors.get(hart).start(address, argument);
    }

    @Override
    public void stopHart(int hart) {
        processors.get(hart).stop();
    }

    @Override
    public void suspendHart(int hart, boolean retentive, long address, long argument) {
        processors.get(hart).suspend(retentive, address, argument);
    }

    @Override
    public void reset(int type, boolean failed) {
        turns.finish(failed ? Outcome.FAILED : type == 0 ? Outcome.POWERED_OFF : Outcome.REBOOTED);
    }

    @Override
    public long ram(long physical, long length) {
        return memory.host(physical, length);
    }

    @Override
    public void consoleWrite(byte[] bytes) {
        console.accept(bytes);
    }

    /** Nobody types at the machine's console. */
    @Override
    public int consoleRead(byte[] bytes) {
        return 0;
    }

    @Override
    public int streamRead(byte[] bytes) {
        return program.read(bytes);
    }

    @Override
    public void streamWrite(int stream, byte[] bytes) {
        program.write(stream, bytes, bytes.length);
    }

    @Override
    public void entrypointReached() {
        entrypoint.run();
    }

    @Override
    public void exited(int waitStatus) {
        program.exited(waitStatus);
    }

    @Override
    public void notExecuted(int errno) {
        program.notExecuted(errno);
    }

    @Override
    public int takeSignal() {
        return program.takeSignal();
    }
}
