package twofold.assembler.frame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.assembler.model.Numbers;
import twofold.assembler.model.Place;
import twofold.assembler.model.Unit;
import twofold.assembler.source.SyntaxError;
import twofold.toolkit.diagnostic.Span;

/** The call frames of a unit. At each place one can be open. */
public final class CallFrames {
    private final List<CallFrame> all = new ArrayList<>();
    private final Map<Place, CallFrame> open = new LinkedHashMap<>();
    private boolean forExceptions = true;
    private boolean forDebuggers;

    /** Says which sections are to be written. */
    public void sections(boolean exceptions, boolean debuggers) {
        forExceptions = exceptions;
        forDebuggers = debuggers;
    }

    /** A procedure begins here. */
    public void begin(Unit unit, boolean simple, Span span) {
        if (unit.current() instanceof Numbers) {
            throw new SyntaxError(span, "a procedure can only be in a section");
        }
        if (open.containsKey(unit.place())) {
            throw new SyntaxError(span, ".cfi_startproc within another; the first has no .cfi_endproc");
        }
        CallFrame frame = new CallFrame(unit, simple, span);
        open.put(unit.place(), frame);
        all.add(frame);
    }

    /** The procedure ends here. */
    public void end(Unit unit, Span span) {
        frame(unit, span).end(unit);
        open.remove(unit.place());
    }

    /** The procedure that is open here. */
    public CallFrame frame(Unit unit, Span span) {
        CallFrame frame = open.get(unit.place());
        if (frame == null) {
            throw new SyntaxError(span, "there is no .cfi_startproc before this");
        }
        return frame;
    }

    /** The same, for what holds from here on. */
    public CallFrame from(Unit unit, Span span) {
        CallFrame frame = frame(unit, span);
        frame.advance(unit);
        return frame;
    }

    /** Adds the sections to the unit; nothing if there are no frames. */
    public void add(Unit unit) {
        for (CallFrame each : open.values()) {
            unit.diagnostics().error(each.begun(), "this is never closed with .cfi_endproc");
        }
        if (all.isEmpty() || !open.isEmpty()) {
            return;
        }
        if (forExceptions) {
            FrameSection.add(unit, all, true);
        }
        if (forDebuggers) {
            FrameSection.add(unit, all, false);
        }
    }
}
