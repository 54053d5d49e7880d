package twofold.riscv.privileged;

import twofold.riscv.hart.Hart;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.PhysicalMemory;

/**
 * What a hart has translated: a space for each of its privilege contexts, and of U-mode's one for each of the last few address-space identifiers
 * (Privileged manual, "Supervisor Address Translation and Protection (satp) Register" and "Supervisor Memory-Management Fence Instruction"). A change of
 * identifiers keeps U-mode's spaces, and of S-mode's what is global. Whatever else changes satp forgets all, which is more than the manual asks for.
 */
final class AddressSpaces {
    /** How many identifiers U-mode's translations are kept for. */
    private static final int USERS = 8;
    private static final int ASID_SHIFT = 44;
    private static final int MODE_SHIFT = 60;
    private static final long ASID = 0xffff;

    private final PrivilegedModes modes;
    private final PhysicalMemory memory;
    private final Translation supervisor;
    private final Translation supervisorSum;
    private final Translation machine;
    /** U-mode's, the one that was used last first. */
    private final Translation[] users = new Translation[USERS];
    /** The satp that each of these is for. */
    private final long[] satps = new long[USERS];

    AddressSpaces(PrivilegedModes modes, PhysicalMemory memory) {
        this.modes = modes;
        this.memory = memory;
        supervisor = new Translation(modes, memory, Mode.SUPERVISOR, false);
        supervisorSum = new Translation(modes, memory, Mode.SUPERVISOR, true);
        machine = new Translation(modes, memory, Mode.MACHINE, false);
        users[0] = new Translation(modes, memory, Mode.USER, false);
    }

    /** The space of a mode, for S-mode with or without access to user pages. */
    AddressSpace of(int mode, boolean sum) {
        return switch (mode) {
            case Mode.USER -> users[0];
            case Mode.SUPERVISOR -> sum ? supervisorSum : supervisor;
            default -> machine;
        };
    }

    /** satp has another value. */
    void satpChanged(long old, long satp) {
        boolean sameMode = old >>> MODE_SHIFT == satp >>> MODE_SHIFT && satp >>> MODE_SHIFT != PageWalk.BARE;
        if (!sameMode || asid(old) == asid(satp)) {
            flushAll();
            satps[0] = satp;
            return;
        }
        supervisor.forgetLocal();
        supervisorSum.forgetLocal();
        modifierChanged();
        chooseUser(satp);
    }

    /** Puts the space of an identifier in front; one that was for other page tables, or has another identifier, starts empty. */
    private void chooseUser(long satp) {
        int at = 0;
        while (at < USERS - 1 && users[at] != null && asid(satps[at]) != asid(satp)) {
            at++;
        }
        Translation user = users[at];
        if (user == null) {
            user = new Translation(modes, memory, Mode.USER, false);
        } else if (satps[at] != satp) {
            user.flush();
        }
        System.arraycopy(users, 0, users, 1, at);
        System.arraycopy(satps, 0, satps, 1, at);
        users[0] = user;
        satps[0] = satp;
    }

    /** SFENCE.VMA: for {@code size} bytes from an address or, with -1, for all; for one address space or for all and what is global. */
    void fence(long address, long size, long addressSpace, boolean hasSpace) {
        boolean all = size < 0;
        for (int i = 0; i < USERS && users[i] != null; i++) {
            if (!hasSpace || asid(satps[i]) == (addressSpace & ASID)) {
                flush(users[i], address, size);
            }
        }
        if (!hasSpace || asid(satps[0]) == (addressSpace & ASID)) {
            if (hasSpace && all) {
                supervisor.forgetLocal();
                supervisorSum.forgetLocal();
            } else {
                flush(supervisor, address, size);
                flush(supervisorSum, address, size);
            }
        }
        modifierChanged();
    }

    private static void flush(Translation space, long address, long size) {
        if (size < 0) {
            space.flush();
        } else {
            space.flush(address, size);
        }
    }

    /** What machine mode sees by MPRV may have changed. */
    private void modifierChanged() {
        if (modes.modifiesPrivilege()) {
            machine.flush();
        }
    }

    /** Machine mode sees something else. */
    void flushMachine() {
        machine.flush();
    }

    /** Translations made so far no longer hold. */
    void flushAll() {
        fence(0, -1, 0, false);
        machine.flush();
    }

    /** fence.i. */
    void flushFetches() {
        for (int i = 0; i < USERS && users[i] != null; i++) {
            Hart.fenceInstructions(users[i]);
        }
        Hart.fenceInstructions(supervisor);
        Hart.fenceInstructions(supervisorSum);
        Hart.fenceInstructions(machine);
    }

    private static long asid(long satp) {
        return satp >>> ASID_SHIFT & ASID;
    }
}
