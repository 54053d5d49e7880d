package twofold.riscv.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class IsaTest {
    @Test
    void stringsAreMadeCanonical() {
        assertEquals("rv64imafdc_zicntr_zicsr_zifencei_zca_zcd", Isa.parse("rv64gc").toString());
        assertEquals("rv64imafdc_zicntr_zicsr_zifencei_zca_zcd_zba_zbb_svpbmt", Isa.parse("RV64GC_svpbmt_Zbb_zba").toString());
        assertEquals(Isa.parse("rv64gc_zba_zbb_zbs").toString(), Isa.parse("rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0_b1p0").toString());
        assertEquals(Isa.ALL.toString(), Isa.parse(Isa.ALL.toString()).toString());
        assertEquals("rv64imafdc_zicbom_zicbop_zicboz_zicntr_zicond_zicsr_zifencei_zihintpause_zfhmin_zca_zcd_zba_zbb_zbs_sstc_svinval_svnapot"
            + "_svpbmt", Isa.ALL.toString());
        assertEquals("rv64imafdc_zicntr_zicsr_zifencei_zca_zcd_sstc_svade_svadu_svinval", Isa.parse("rv64gc_svadu_sstc_svinval_svade").toString());
    }

    @Test
    void whatIsWrongIsSaid() {
        assertEquals("'rv32gc' is not an ISA of RV64, such as rv64gc", message("rv32gc"));
        assertEquals("extension 'v' of 'rv64gcv' is not supported", message("rv64gcv"));
        assertEquals("extension 'zvl128b' of 'rv64gc_zvl128b' is not supported", message("rv64gc_zvl128b"));
        assertEquals("'rv64imac' lacks 'f', but every hart has rv64gc", message("rv64imac"));
        assertEquals("'' is not an ISA of RV64, such as rv64gc", message(""));
        assertEquals("extension 's' of 'rv64gc_s' is not supported", message("rv64gc_s"));
    }

    private static String message(String text) {
        return assertThrows(IllegalArgumentException.class, () -> Isa.parse(text)).getMessage();
    }

    @Test
    void instructionsOfMissingExtensionsAreNotDecoded() {
        int add = Encoder.encode(Op.SH1ADD, 1, 2, 3, 0, 0, 0);
        assertTrue(Isa.parse("rv64gc_zba").decode(add) != null);
        assertFalse(Isa.parse("rv64gc_zbb").decode(add) != null);
        assertTrue(Isa.parse("rv64gc").decode(Encoder.encode(Op.PREFETCH_R, 0, 2, 0, 0, 0, 32)) != null);
    }
}
