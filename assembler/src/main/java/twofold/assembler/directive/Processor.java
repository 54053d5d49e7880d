package twofold.assembler.directive;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import twofold.assembler.debug.LineRows;
import twofold.assembler.frame.CallFrames;
import twofold.assembler.instruction.InstructionAssembler;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.LineTable;
import twofold.assembler.model.Unit;
import twofold.assembler.source.Input;
import twofold.assembler.source.Lexer;
import twofold.assembler.source.SourceFiles;
import twofold.assembler.source.Statement;
import twofold.assembler.source.SyntaxError;
import twofold.assembler.source.TextFile;
import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;
import twofold.toolkit.diagnostic.NearestName;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/** Reads a unit statement by statement and does what each says. */
public final class Processor {
    private final Unit unit;
    private final SourceFiles files;
    private final LineTable lines;
    private final LineRows rows;
    private final CallFrames frames;
    private final Input input = new Input();
    private final Conditionals conditionals = new Conditionals();
    private final Macros macros = new Macros();
    /** For each expansion being read the conditionals that were open before it. */
    private final Deque<int[]> expansions = new ArrayDeque<>();
    private boolean stopped;

    /**
     * @param lines  takes the place of each statement, or null when nobody wants to know
     * @param rows   takes the source line of each instruction
     * @param frames takes what is said of call frames
     */
    public Processor(Unit unit, SourceFiles files, LineTable lines, LineRows rows, CallFrames frames) {
        this.unit = unit;
        this.files = files;
        this.lines = lines;
        this.rows = rows;
        this.frames = frames;
    }

    Unit unit() {
        return unit;
    }

    Input input() {
        return input;
    }

    LineRows rows() {
        return rows;
    }

    CallFrames frames() {
        return frames;
    }

    Macros macros() {
        return macros;
    }

    /** Assembles a source to its end. Errors are in the unit's diagnostics afterwards. */
    public void run(Source source) {
        input.push(source);
        while (!stopped) {
            Statement statement = input.next();
            if (statement == null) {
                break;
            }
            try {
                process(statement);
            } catch (SyntaxError error) {
                unit.diagnostics().error(error.span(), error.getMessage());
            }
        }
        unit.finish();
        if (conditionals.open() != null) {
            unit.diagnostics().error(conditionals.open(), "this is never closed with .endif");
        }
    }

    void stop() {
        stopped = true;
    }

    private void process(Statement statement) {
        if (!conditionals.active()) {
            String word = Input.directiveWord(statement.clean(), statement.start(), statement.end());
            if (!Conditionals.isConditional(word)) {
                return;
            }
        }
        Statement rest = statement;
        while (!rest.isBlank()) {
            int start = skipBlanks(rest, rest.start());
            int end = start;
            while (end < rest.end() && Lexer.isNamePart(rest.clean().charAt(end))) {
                end++;
            }
            int after = skipBlanks(rest, end);
            char next = after < rest.end() ? rest.clean().charAt(after) : 0;
            if (end > start && next == ':') {
                label(rest.clean().substring(start, end), new Span(rest.source(), start, end));
                rest = rest.from(after + 1);
                continue;
            }
            if (rest.clean().charAt(start) == '"') {
                end = quotedLabel(rest, start);
                rest = rest.from(end);
                continue;
            }
            if (end > start && next == '=') {
                assignment(rest, start, end, after);
            } else {
                operation(rest, start, end);
            }
            return;
        }
    }

    private static int skipBlanks(Statement statement, int from) {
        int at = from;
        while (at < statement.end() && Character.isWhitespace(statement.clean().charAt(at))) {
            at++;
        }
        return at;
    }

    private int quotedLabel(Statement rest, int start) {
        Cursor cursor = new Cursor(rest);
        Token name = cursor.next();
        if (!cursor.peek().is(":")) {
            throw new SyntaxError(new Span(rest.source(), start, name.end()), "expected a statement, found a string");
        }
        label(name.text(), cursor.span(name));
        return cursor.peek().end();
    }

    private void label(String name, Span span) {
        boolean numeric = Character.isDigit(name.charAt(0));
        if (numeric && !name.matches("[0-9]{1,9}")) {
            throw new SyntaxError(span, "'" + name + "' is neither a name nor a number");
        }
        AsmSymbol symbol = numeric ? unit.symbols().defineLocal(Long.parseLong(name)) : unit.symbols().get(name);
        unit.label(symbol, span);
    }

    private void assignment(Statement statement, int start, int end, int equals) {
        boolean once = statement.clean().startsWith("==", equals);
        Cursor cursor = new Cursor(statement.from(equals + (once ? 2 : 1)));
        String name = statement.clean().substring(start, end);
        SymbolDirectives.assign(this, name, new Span(statement.source(), start, end), cursor, !once);
    }

    private void operation(Statement statement, int start, int end) {
        Span span = new Span(statement.source(), start, Math.max(end, start + 1));
        if (end == start) {
            throw new SyntaxError(span, "expected a statement, found '" + span.text() + "'");
        }
        String word = statement.clean().substring(start, end);
        Macro macro = macros.find(word);
        if (macro != null) {
            Span whole = new Span(statement.source(), start, statement.span().end());
            pushExpansion(macros.expand(macro, statement.from(end), unit, whole), whole);
            return;
        }
        if (word.startsWith(".")) {
            directive(statement, word, span);
            return;
        }
        if (!InstructionAssembler.isMnemonic(word)) {
            throw unknown(word, span);
        }
        if (lines != null) {
            lines.add(span, unit.current());
        }
        rows.instruction(unit, span);
        Cursor cursor = new Cursor(statement.from(start));
        InstructionAssembler.assemble(unit, cursor.next(), cursor);
    }

    private void directive(Statement statement, String word, Span span) {
        String name = word.toLowerCase(Locale.ROOT);
        Call call = new Call(this, name, span, statement.from(span.end()));
        if (Conditionals.isConditional(name)) {
            conditionals.run(call);
            return;
        }
        Directive directive = Directives.find(name);
        if (directive == null) {
            String meant = NearestName.find(name, Directives.names()).map(near -> "; did you mean '" + near + "'?").orElse("");
            throw new SyntaxError(span, "unknown directive '" + word + "'" + meant);
        }
        if (lines != null) {
            lines.add(span, unit.current());
        }
        directive.run(call);
    }

    private SyntaxError unknown(String word, Span span) {
        List<String> candidates = new ArrayList<>(InstructionAssembler.mnemonics());
        candidates.addAll(macros.names());
        String meant = NearestName.find(word.toLowerCase(Locale.ROOT), candidates).map(near -> "; did you mean '" + near + "'?").orElse("");
        return new SyntaxError(span, "unknown instruction '" + word + "'" + meant);
    }

    void pushExpansion(Source source, Span cause) {
        if (input.depth() >= Input.MAX_DEPTH) {
            stop();
            throw Macros.tooDeep(cause);
        }
        while (!expansions.isEmpty() && expansions.peek()[0] > input.depth()) {
            expansions.pop();
        }
        input.pushClean(source);
        expansions.push(new int[] {input.depth(), conditionals.depth()});
    }

    void leaveMacro(Span span) {
        while (!expansions.isEmpty() && expansions.peek()[0] > input.depth()) {
            expansions.pop();
        }
        if (expansions.isEmpty() || expansions.peek()[0] != input.depth()) {
            throw new SyntaxError(span, ".exitm outside a macro");
        }
        conditionals.unwind(expansions.pop()[1]);
        input.leave();
    }

    void include(String name, Span span) {
        if (input.depth() >= Input.MAX_DEPTH) {
            stop();
            throw Macros.tooDeep(span);
        }
        byte[] bytes = readBytes(name, span);
        try {
            input.push(Source.derived(locate(name, span), TextFile.decode(bytes, name), index -> index + 1, span, "included"));
        } catch (IOException e) {
            throw new SyntaxError(span, e.getMessage());
        }
    }

    private String locate(String name, Span span) {
        try {
            return files.locate(name, span.source().file(span.start()));
        } catch (IOException e) {
            throw new SyntaxError(span, e.getMessage());
        }
    }

    byte[] readBytes(String name, Span span) {
        try {
            return files.read(name, span.source().file(span.start()));
        } catch (IOException e) {
            throw new SyntaxError(span, e.getMessage());
        }
    }
}
