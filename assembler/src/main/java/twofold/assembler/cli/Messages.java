package twofold.assembler.cli;

import twofold.toolkit.diagnostic.Diagnostics;

/**
 * What goes to standard error.
 *
 * @param quiet   whether warnings are left out
 * @param verbose whether steps are announced
 */
record Messages(boolean quiet, boolean verbose) {
    void step(String what) {
        if (verbose) {
            System.err.println("assembler: " + what);
        }
    }

    void print(Diagnostics diagnostics) {
        System.err.print(quiet ? diagnostics.renderErrors() : diagnostics.render());
    }
}
