package twofold.vm.hypervisor;

import java.util.List;
import java.util.function.Consumer;
import twofold.riscv.memory.PhysicalMemory;
import twofold.riscv.privileged.Interrupt;
import twofold.vm.sbi.Supervisor;

/** What the SBI asks of a machine. Harts on several threads may ask at the same time. */
record SupervisorCalls(List<Processor> processors, PhysicalMemory memory, Schedule schedule, GuestProgram program, Consumer<byte[]> console,
        Runnable entrypoint) implements Supervisor {

    @Override
    public int harts() {
        return processors.size();
    }

    @Override
    public void setTimer(int hart, long ticks) {
        processors.get(hart).modes.setTimer(ticks);
        schedule.attend(processors.get(hart));
    }

    @Override
    public void interrupt(int hart) {
        processors.get(hart).modes.setPending(Interrupt.SUPERVISOR_SOFTWARE, true);
        if (harts() > 1) {
            schedule.attend(processors.get(hart));
        }
    }

    @Override
    public void fenceInstructions(int hart) {
        Processor target = processors.get(hart);
        schedule.ask(target, target.hart::fenceInstructions);
    }

    @Override
    public void fenceAddresses(int hart, long start, long size) {
        Processor target = processors.get(hart);
        schedule.ask(target, () -> target.modes.flush(start, size));
    }

    @Override
    public void fenceAddresses(int hart, long start, long size, long addressSpace) {
        Processor target = processors.get(hart);
        schedule.ask(target, () -> target.modes.flush(start, size, addressSpace));
    }

    @Override
    public void settle() {
        schedule.settle();
    }

    @Override
    public int hartState(int hart) {
        return processors.get(hart).state();
    }

    @Override
    public void startHart(int hart, long address, long argument) {
        Processor target = processors.get(hart);
        target.beStarting();
        schedule.ask(target, () -> target.start(address, argument));
        schedule.raised(target);
        schedule.settle();
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
        schedule.finish(failed ? Outcome.FAILED : type == 0 ? Outcome.POWERED_OFF : Outcome.REBOOTED);
    }

    @Override
    public long ram(long physical, long length) {
        return memory.host(physical, length);
    }

    @Override
    public void consoleWrite(byte[] bytes) {
        synchronized (memory) {
            console.accept(bytes);
        }
    }

    /** Nobody types at the machine's console. */
    @Override
    public int consoleRead(byte[] bytes) {
        return 0;
    }

    @Override
    public int streamRead(byte[] bytes) {
        synchronized (memory) {
            return program.read(bytes);
        }
    }

    @Override
    public void streamWrite(int stream, byte[] bytes) {
        synchronized (memory) {
            program.write(stream, bytes, bytes.length);
        }
    }

    @Override
    public void entrypointReached() {
        synchronized (memory) {
            entrypoint.run();
        }
    }

    @Override
    public void exited(int waitStatus) {
        synchronized (memory) {
            program.exited(waitStatus);
        }
    }

    @Override
    public void notExecuted(int errno) {
        synchronized (memory) {
            program.notExecuted(errno);
        }
    }

    @Override
    public int takeSignal() {
        synchronized (memory) {
            return program.takeSignal();
        }
    }
}
