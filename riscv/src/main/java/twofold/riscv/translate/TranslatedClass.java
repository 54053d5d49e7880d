package twofold.riscv.translate;

import java.lang.reflect.AccessFlag;
import twofold.riscv.hart.Region;

/** The class file of a region: a subclass of {@link Region} with its one method (JVMS 4.1). */
final class TranslatedClass {
    private static final int MAGIC = 0xcafebabe;
    /** The last version whose methods need no stack maps. HotSpot's compilers do not use them; the verifier, where it is on, finds out by itself. */
    private static final int VERSION = 49;
    private static final int RUN_LOCALS = 7;
    private static final Member INITIALIZE = Member.method(Region.class, "<init>", void.class);

    private final ConstantPool pool = new ConstantPool();
    private final Bytecode run = new Bytecode(pool, RUN_LOCALS);

    TranslatedClass(RegionWriter region) {
        region.write(run);
    }

    /** Of the method, in bytes. */
    int length() {
        return run.length();
    }

    /** The class file, if the method is not longer than jumps reach. */
    byte[] bytes() {
        Buffer methods = new Buffer(length() + 128);
        method(methods, INITIALIZE, new Bytecode(pool, 1).aload(0).invokeSpecial(INITIALIZE).returnVoid());
        method(methods, RegionWriter.RUN, run);
        int name = pool.named(TranslatedClass.class.getPackageName() + ".Translated");
        int parent = pool.type(Region.class);
        Buffer file = new Buffer(2 * methods.size());
        file.u4(MAGIC).u2(0).u2(VERSION);
        pool.write(file);
        file.u2(AccessFlag.FINAL.mask() | AccessFlag.SUPER.mask()).u2(name).u2(parent);
        file.u2(0).u2(0); // interfaces and fields
        file.u2(2).add(methods);
        file.u2(0); // attributes
        return file.toArray();
    }

    private void method(Buffer methods, Member member, Bytecode body) {
        Buffer code = body.finish();
        methods.u2(AccessFlag.PUBLIC.mask()).u2(pool.utf8(member.name)).u2(pool.utf8(member.descriptor)).u2(1);
        methods.u2(pool.utf8("Code")).u4(2 + 2 + 4 + code.size() + 2 + 2);
        methods.u2(Bytecode.MAX_STACK).u2(body.locals()).u4(code.size()).add(code);
        methods.u2(0).u2(0); // exception handlers and attributes
    }
}
