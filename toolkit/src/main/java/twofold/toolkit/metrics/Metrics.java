package twofold.toolkit.metrics;

import java.util.List;
import java.util.SortedMap;

/**
 * What one run measured.
 *
 * @param mode       {@code "vm"} or {@code "container"}
 * @param image      the image's digest, {@code "sha256:…"}, or null for a bare program
 * @param command    the argument vector the guest was started with
 * @param exitStatus the status the runner ends with
 * @param clock      {@code "host"} or {@code "virtual"}
 * @param engine     what the engines did, or null with the virtual clock, where every field repeats
 * @param exits      what left the processor for whoever serves it, by cause
 * @param syscalls   system calls by name, or null where the runner does not see them
 */
public record Metrics(String mode, String image, List<String> command, int exitStatus, String clock, Engine engine,
        Instructions instructions, Time time, Memory memory, SortedMap<String, Long> exits, SortedMap<String, Long> syscalls, Io io) {

    /** The schema's name, in every file. */
    public static final String SCHEMA = "twofold/metrics/v1";

    /**
     * What the engines did: translation goes on beside the run, so that none of it repeats.
     *
     * @param interpreted        instructions that the interpreter completed
     * @param translated         instructions that translated code completed
     * @param regions            regions made
     * @param regionInstructions instructions in them
     * @param refused            hot code that could not be translated
     * @param tlbMisses          accesses and fetches that were not in the TLB
     * @param traps              exceptions and interrupts taken inside the guest, or null where there are none
     */
    public record Engine(long interpreted, long translated, long regions, long regionInstructions, long refused, long tlbMisses, Long traps) {
    }

    /** Retired instructions by privilege; {@code supervisor} is null for a container. */
    public record Instructions(long total, long user, Long supervisor) {
    }

    /** Nanoseconds of the run's clock; {@code startNs} is since the epoch. */
    public record Time(long startNs, Long toFirstInstructionNs, Long toEntrypointNs, long totalNs, Long guestCpuNs) {
    }

    /** Bytes and pages; any may be null. */
    public record Memory(Long residentBytes, Long sharedBytes, Long peakBytes, Long hostRssBytes, Long copiedPages, Long faults) {
    }

    /** Bytes moved; any may be null. */
    public record Io(Long readBytes, Long writtenBytes, Long consoleBytes, Long networkRxBytes, Long networkTxBytes) {
    }
}
