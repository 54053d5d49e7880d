package twofold.riscv.isa;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names of the integer and floating-point registers, and of rounding modes. */
public final class Register {
    private static final List<String> INTEGER = List.of("zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2",
        "a3",
        "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6");
    private static final List<String> FLOAT = List.of("ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1",
        "fa2", "fa3", "fa4", "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9",
        "ft10", "ft11");
    private static final List<String> ROUNDING = List.of("rne", "rtz", "rdn", "rup", "rmm", "unknown", "unknown", "dyn");
    private static final Map<String, Integer> INTEGER_BY_NAME = byName(INTEGER, "x");
    private static final Map<String, Integer> FLOAT_BY_NAME = byName(FLOAT, "f");

    private Register() { }

    private static Map<String, Integer> byName(List<String> names, String prefix) {
        Map<String, Integer> map = new TreeMap<>();
        for (int i = 0; i < 32; i++) {
            map.put(names.get(i), i);
            map.put(prefix + i, i);
        }
        if (prefix.equals("x")) {
            map.put("fp", 8);
        }
        return map;
    }

    /** The ABI name of integer register {@code number}, 0..31: zero, ra, sp, … */
    public static String integerName(int number) {
        return INTEGER.get(number);
    }

    /** The ABI name of floating-point register {@code number}, 0..31: ft0, … */
    public static String floatName(int number) {
        return FLOAT.get(number);
    }

    /** The integer register that is called {@code name} ({@code a0}, {@code x10}, {@code fp}), or -1. */
    public static int integerNumber(String name) {
        return INTEGER_BY_NAME.getOrDefault(name, -1);
    }

    /** The floating-point register that is called {@code name} ({@code fa0}, {@code f10}), or -1. */
    public static int floatNumber(String name) {
        return FLOAT_BY_NAME.getOrDefault(name, -1);
    }

    /** The name of a rounding mode, 0..7; "unknown" for the two that are reserved. */
    public static String roundingName(int mode) {
        return ROUNDING.get(mode);
    }

    /** The rounding mode that is called {@code name}, or -1. */
    public static int roundingNumber(String name) {
        return name.equals("unknown") ? -1 : ROUNDING.indexOf(name);
    }
}
