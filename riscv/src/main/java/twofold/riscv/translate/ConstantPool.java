package twofold.riscv.translate;

import java.util.HashMap;
import java.util.Map;

/** The constants of one class file, each once (JVMS 4.4). */
final class ConstantPool {
    private static final int UTF8 = 1;
    private static final int INTEGER = 3;
    private static final int LONG = 5;
    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;
    /** Most regions' constants fit. */
    private static final int USUAL = 4096;

    private final Map<Object, Integer> numbers = new HashMap<>();
    private final Buffer entries = new Buffer(USUAL);
    private int next = 1;

    int utf8(String ascii) {
        Integer known = numbers.get(ascii);
        if (known != null) {
            return known;
        }
        entries.u1(UTF8).u2(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            entries.u1(ascii.charAt(i));
        }
        return add(ascii, 1);
    }

    int integer(int value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        entries.u1(INTEGER).u4(value);
        return add(value, 1);
    }

    /** A long takes two numbers. */
    int longInteger(long value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        entries.u1(LONG).u8(value);
        return add(value, 2);
    }

    int type(Class<?> type) {
        Integer known = numbers.get(type);
        if (known != null) {
            return known;
        }
        int number = named(type.getName());
        numbers.put(type, number);
        return number;
    }

    /** A class of which there is only the name, with dots. */
    int named(String type) {
        int name = utf8(type.replace('.', '/'));
        entries.u1(CLASS).u2(name);
        return next++;
    }

    int member(Member member) {
        Integer known = numbers.get(member);
        if (known != null) {
            return known;
        }
        int owner = type(member.owner);
        int name = utf8(member.name);
        int descriptor = utf8(member.descriptor);
        entries.u1(NAME_AND_TYPE).u2(name).u2(descriptor);
        int both = next++;
        entries.u1(member.isField ? FIELD : METHOD).u2(owner).u2(both);
        return add(member, 1);
    }

    /** The number of entries, and they. */
    void write(Buffer file) {
        file.u2(next).add(entries);
    }

    private int add(Object constant, int places) {
        numbers.put(constant, next);
        next += places;
        return next - places;
    }
}
