package twofold.riscv.translate;

/** A field or method that translated code names. Each is one object, made once. */
final class Member {
    final Class<?> owner;
    final String name;
    /** As class files have it (JVMS 4.3). */
    final String descriptor;
    final boolean isField;

    private Member(Class<?> owner, String name, String descriptor, boolean isField) {
        this.owner = owner;
        this.name = name;
        this.descriptor = descriptor;
        this.isField = isField;
    }

    /** An instance or static field. */
    static Member field(Class<?> owner, String name, Class<?> type) {
        return new Member(owner, name, type.descriptorString(), true);
    }

    /** An instance or static method. */
    static Member method(Class<?> owner, String name, Class<?> result, Class<?>... parameters) {
        StringBuilder descriptor = new StringBuilder("(");
        for (Class<?> each : parameters) {
            descriptor.append(each.descriptorString());
        }
        return new Member(owner, name, descriptor.append(')').append(result.descriptorString()).toString(), false);
    }
}
