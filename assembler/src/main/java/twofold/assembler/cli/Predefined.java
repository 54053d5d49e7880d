package twofold.assembler.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import twofold.assembler.preprocess.Preprocessor;
import twofold.riscv.isa.Extension;

/**
 * The macros that a {@code .S} file finds defined, as from a C compiler for the same ISA (RISC-V C API, section "Preprocessor
 * Definitions").
 */
final class Predefined {
    private static final List<String> ALWAYS = List.of("__ASSEMBLER__", "__riscv", "__ELF__", "__LP64__", "_LP64", "__riscv_cmodel_medany");

    private Predefined() { }

    static void define(Preprocessor preprocessor, Set<Extension> extensions) {
        ALWAYS.forEach(name -> preprocessor.define(name, "1"));
        preprocessor.define("__riscv_xlen", "64");
        preprocessor.define("__ORDER_LITTLE_ENDIAN__", "1234");
        preprocessor.define("__BYTE_ORDER__", "__ORDER_LITTLE_ENDIAN__");
        preprocessor.define("__SIZEOF_POINTER__", "8");
        boolean wide = extensions.contains(Extension.D);
        boolean narrow = extensions.contains(Extension.F);
        preprocessor.define(wide ? "__riscv_float_abi_double" : narrow ? "__riscv_float_abi_single" : "__riscv_float_abi_soft", "1");
        if (narrow) {
            preprocessor.define("__riscv_flen", wide ? "64" : "32");
        }
        when(preprocessor, narrow, "__riscv_fdiv", "__riscv_fsqrt");
        when(preprocessor, extensions.contains(Extension.M), "__riscv_mul", "__riscv_div", "__riscv_muldiv");
        when(preprocessor, extensions.contains(Extension.A), "__riscv_atomic");
        when(preprocessor, extensions.contains(Extension.C), "__riscv_compressed");
        for (Extension extension : EnumSet.range(Extension.ZICBOM, Extension.SVPBMT)) {
            when(preprocessor, extensions.contains(extension), "__riscv_" + extension.isaName());
        }
    }

    private static void when(Preprocessor preprocessor, boolean condition, String... names) {
        for (String name : names) {
            if (condition) {
                preprocessor.define(name, "1");
            }
        }
    }
}
