package twofold.container.net;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EOPNOTSUPP;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import twofold.image.overlay.FileError;

/** What /sys/class/net says of interfaces, the kernel's ABI/testing/sysfs-class-net: texts by name, each with its newline. */
public final class LinkFiles {
    /** The names of what it says of each. */
    public static final List<String> NAMES = List.of("addr_assign_type", "addr_len", "address", "broadcast", "carrier", "carrier_changes", "carrier_down_count",
            "carrier_up_count", "dev_id", "dev_port", "dormant", "duplex", "flags", "gro_flush_timeout", "ifalias", "ifindex", "iflink", "link_mode", "mtu",
            "name_assign_type", "napi_defer_hard_irqs", "netdev_group", "operstate", "phys_port_id", "phys_port_name", "phys_switch_id", "proto_down", "speed", "testing",
            "threaded", "tx_queue_len", "type", "uevent");
    /** The names of its counts, none of which are counted. */
    public static final List<String> STATISTICS = List.of("collisions", "multicast", "rx_bytes", "rx_compressed", "rx_crc_errors", "rx_dropped", "rx_errors",
            "rx_fifo_errors", "rx_frame_errors", "rx_length_errors", "rx_missed_errors", "rx_nohandler", "rx_over_errors", "rx_packets", "tx_aborted_errors", "tx_bytes",
            "tx_carrier_errors", "tx_compressed", "tx_dropped", "tx_errors", "tx_fifo_errors", "tx_heartbeat_errors", "tx_packets", "tx_window_errors");

    private LinkFiles() {
    }

    /** The names of a namespace's interfaces. */
    public static List<String> links(NetNamespace net) {
        return net.interfaces.all().stream().map(Interfaces.Interface::name).toList();
    }

    /** One of the texts; EINVAL if the interface has gone or has nothing to say, EOPNOTSUPP if it is none of a machine's ports. */
    public static String text(NetNamespace net, String link, String name) {
        Interfaces.Interface of = net.interfaces.named(link);
        if (of == null) {
            throw FileError.of(EINVAL);
        }
        boolean loops = of.index() == 1;
        return switch (name) {
            case "addr_len" -> of.hardware().length;
            case "address" -> HexFormat.ofDelimiter(":").formatHex(of.hardware());
            case "broadcast" -> IntStream.range(0, of.hardware().length).mapToObj(i -> loops ? "00" : "ff").collect(Collectors.joining(":"));
            case "carrier" -> {
                if (!of.isUp()) {
                    throw FileError.of(EINVAL);
                }
                yield (of.flags() & 0x40) != 0 ? 1 : 0;
            }
            case "dev_id" -> "0x0";
            case "flags" -> "0x%x".formatted(of.flags() & 0xffff & ~0x40);
            case "ifindex", "iflink" -> of.index();
            case "mtu" -> of.mtu();
            case "name_assign_type" -> loops ? 2 : 4;
            case "operstate" -> !of.isUp() ? "down" : loops || net.interfaces.device(of.index()) != null ? "unknown" : "up";
            case "type" -> of.type();
            case "tx_queue_len" -> 1000;
            case "uevent" -> "INTERFACE=" + of.name() + "\nIFINDEX=" + of.index();
            case "duplex", "speed" -> throw FileError.of(EINVAL);
            case "phys_port_id", "phys_port_name", "phys_switch_id" -> throw FileError.of(EOPNOTSUPP);
            case "ifalias" -> "";
            default -> 0;
        } + (name.equals("ifalias") ? "" : "\n");
    }
}
