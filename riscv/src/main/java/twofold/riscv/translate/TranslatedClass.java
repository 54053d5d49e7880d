package twofold.riscv.translate;

import java.lang.reflect.AccessFlag;
import java.util.function.Consumer;
import twofold.riscv.hart.Region;

/** The class file of a region: a subclass of {@link Region} with one method and no constructor (JVMS 4.1). */
final class TranslatedClass {
    private static final int MAGIC = 0xcafebabe;
    /** The last version whose methods need no stack maps. HotSpot's compilers do not use them; the verifier, where it is on, finds out by itself. */
    private static final int VERSION = 49;
    private static final int RUN_LOCALS = 7;

    private final String name;
    private final ConstantPool pool = new ConstantPool();
    private final Bytecode run = new Bytecode(pool, RUN_LOCALS);

    /** One whose method something writes. Compiler directives (see make-dist.sh) know large ones by their name. */
    TranslatedClass(boolean large, Consumer<Bytecode> body) {
        name = TranslatedClass.class.getPackageName() + (large ? ".Enlarged" : ".Translated");
        body.accept(run);
    }

    /** Of the method, in bytes. */
    int length() {
        return run.length();
    }

    /** The class file, if the method is not longer than jumps reach. */
    byte[] bytes() {
        Buffer code = run.finish();
        int method = pool.utf8(RegionWriter.RUN.name);
        int descriptor = pool.utf8(RegionWriter.RUN.descriptor);
        int attribute = pool.utf8("Code");
        int self = pool.named(name);
        int parent = pool.type(Region.class);
        Buffer file = new Buffer(2 * code.size());
        file.u4(MAGIC).u2(0).u2(VERSION);
        pool.write(file);
        file.u2(AccessFlag.FINAL.mask() | AccessFlag.SUPER.mask()).u2(self).u2(parent);
        file.u2(0).u2(0); // interfaces and fields
        file.u2(1);
        file.u2(AccessFlag.PUBLIC.mask()).u2(method).u2(descriptor).u2(1);
        file.u2(attribute).u4(2 + 2 + 4 + code.size() + 2 + 2);
        file.u2(Bytecode.MAX_STACK).u2(run.locals()).u4(code.size()).add(code);
        file.u2(0).u2(0); // exception handlers and attributes
        file.u2(0); // attributes
        return file.toArray();
    }
}
