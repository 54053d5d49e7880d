package twofold.assembler.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.assembler.link.Script.Command;
import twofold.assembler.link.Script.Expression;
import twofold.assembler.link.Script.Region;
import twofold.assembler.source.SyntaxError;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/** Reads linker scripts: ENTRY, MEMORY, SECTIONS, assignments, PROVIDE, ASSERT, KEEP, SORT. What is not understood is an error. */
final class ScriptParser {
    private final ScriptLexer lexer;
    private final ScriptExpressions expressions;
    private final Map<String, Region> regions = new LinkedHashMap<>();
    private final List<Command> commands = new ArrayList<>();
    private String entry;

    private ScriptParser(Source source) {
        lexer = new ScriptLexer(source);
        expressions = new ScriptExpressions(lexer, regions);
    }

    /** Reads a script; errors are {@link twofold.assembler.source.SyntaxError}s. */
    static Script parse(Source source) {
        ScriptParser parser = new ScriptParser(source);
        while (!parser.lexer.atEnd()) {
            parser.topLevel();
        }
        return new Script(parser.entry, parser.regions, parser.commands, parser.expressions.usesHeaders());
    }

    private void topLevel() {
        switch (lexer.peek()) {
            case "ENTRY" -> {
                lexer.next();
                entry = inParentheses();
            }
            case "OUTPUT_ARCH", "OUTPUT_FORMAT", "TARGET" -> {
                lexer.next();
                lexer.expect("(");
                while (!lexer.next().equals(")")) {
                    if (lexer.atEnd()) {
                        throw lexer.error("this is never closed");
                    }
                }
            }
            case "MEMORY" -> memory();
            case "SECTIONS" -> {
                lexer.next();
                lexer.expect("{");
                while (!lexer.accept("}")) {
                    section();
                }
            }
            case ";" -> lexer.next();
            default -> commands.add(statement());
        }
    }

    private String inParentheses() {
        lexer.expect("(");
        String name = lexer.nextName();
        lexer.expect(")");
        return name;
    }

    private void memory() {
        lexer.next();
        lexer.expect("{");
        while (!lexer.accept("}")) {
            String name = lexer.next();
            if (lexer.accept("(")) {
                while (!lexer.next().equals(")")) {
                    if (lexer.atEnd()) {
                        throw lexer.error("this is never closed");
                    }
                }
            }
            lexer.expect(":");
            long origin = attribute("ORIGIN", "org", "o");
            lexer.accept(",");
            long length = attribute("LENGTH", "len", "l");
            regions.put(name, new Region(name, origin, length));
        }
    }

    private long attribute(String... names) {
        String found = lexer.next();
        if (!List.of(names).contains(found)) {
            throw lexer.error("expected " + names[0]);
        }
        lexer.expect("=");
        Span span = lexer.span();
        return expressions.parse().value(new ConstantScope(span));
    }

    private void section() {
        String word = lexer.peekName();
        if (lexer.atEnd()) {
            throw lexer.error("SECTIONS is never closed");
        }
        if (word.equals(";")) {
            lexer.next();
        } else if (word.equals("ENTRY")) {
            lexer.next();
            entry = inParentheses();
        } else if (isStatement(word)) {
            commands.add(statement());
        } else {
            commands.add(rule());
        }
    }

    private boolean isStatement(String word) {
        if (List.of("PROVIDE", "PROVIDE_HIDDEN", "HIDDEN", "ASSERT").contains(word)) {
            return true;
        }
        return lexer.followedByAssignment();
    }

    /** An assignment, PROVIDE or ASSERT, with its semicolon. */
    private Command statement() {
        String word = lexer.next();
        Span span = lexer.span();
        switch (word) {
            case "ASSERT" -> {
                lexer.expect("(");
                Expression value = expressions.parse();
                lexer.expect(",");
                String message = lexer.next();
                lexer.expect(")");
                lexer.accept(";");
                return new Script.Assert(value, message.replace("\"", ""), span);
            }
            case "PROVIDE", "PROVIDE_HIDDEN", "HIDDEN" -> {
                lexer.expect("(");
                String symbol = lexer.next();
                lexer.expect("=");
                Expression value = expressions.parse();
                lexer.expect(")");
                lexer.accept(";");
                return new Script.Assign(symbol, value, !word.equals("HIDDEN"), span);
            }
            default -> {
                return assignment(word, span);
            }
        }
    }

    private Command assignment(String symbol, Span span) {
        String operator = lexer.next();
        if (!operator.endsWith("=") || operator.equals("==") || operator.equals("!=") || operator.equals("<=") || operator.equals(">=")) {
            throw new SyntaxError(span, "'" + symbol + "' is no command that is known here");
        }
        Expression value = expressions.parse();
        lexer.expect(";");
        if (!operator.equals("=")) {
            Expression right = value;
            String operation = operator.substring(0, operator.length() - 1);
            value = scope -> ScriptExpressions.compute(operation, symbol.equals(".") ? scope.dot()
                : scope.symbol(symbol, span), right.value(scope), span);
        }
        return new Script.Assign(symbol, value, false, span);
    }

    private Script.Rule rule() {
        String name = lexer.nextName();
        Span span = lexer.span();
        Expression address = null;
        boolean noLoad = false;
        if (lexer.peek().equals("(")) {
            noLoad = type();
        }
        if (!lexer.peek().equals(":")) {
            address = expressions.parse();
            if (lexer.peek().equals("(")) {
                noLoad = type();
            }
        }
        lexer.expect(":");
        Expression load = null;
        Expression alignment = null;
        while (!lexer.peek().equals("{")) {
            switch (lexer.next()) {
                case "AT" -> load = expressions.inParentheses();
                case "ALIGN" -> alignment = expressions.inParentheses();
                case "SUBALIGN" -> throw lexer.error("SUBALIGN is not supported");
                default -> throw lexer.error("expected '{' or AT or ALIGN");
            }
        }
        lexer.expect("{");
        List<Command> contents = new ArrayList<>();
        while (!lexer.accept("}")) {
            content(contents);
        }
        return tail(name, address, load, alignment, noLoad, contents, span);
    }

    private boolean type() {
        String type = inParentheses();
        if (!List.of("NOLOAD", "").contains(type)) {
            throw lexer.error("section type " + type + " is not supported");
        }
        return type.equals("NOLOAD");
    }

    private Script.Rule tail(String name, Expression address, Expression load, Expression alignment, boolean noLoad,
        List<Command> contents, Span span) {
        String region = null;
        String loadRegion = null;
        int fill = 0;
        while (true) {
            if (lexer.accept(">")) {
                region = region();
            } else if (lexer.peek().equals("AT")) {
                lexer.next();
                lexer.expect(">");
                loadRegion = region();
            } else if (lexer.accept("=")) {
                fill = Integer.reverseBytes((int) expressions.parse().value(new ConstantScope(span)));
            } else if (lexer.peek().equals(":")) {
                lexer.next();
                throw lexer.error("program headers in scripts (':name') are not supported; segments follow from the sections");
            } else {
                lexer.accept(",");
                return new Script.Rule(name, address, load, alignment, noLoad, contents, fill, region, loadRegion, span);
            }
        }
    }

    private String region() {
        String name = lexer.next();
        if (!regions.containsKey(name)) {
            throw lexer.error("there is no memory region '" + name + "'");
        }
        return name;
    }

    private void content(List<Command> contents) {
        String word = lexer.peekName();
        if (lexer.atEnd()) {
            throw lexer.error("this section is never closed");
        }
        switch (word) {
            case ";" -> lexer.next();
            case "KEEP" -> {
                lexer.next();
                lexer.expect("(");
                contents.add(pattern());
                lexer.expect(")");
            }
            case "BYTE" -> contents.add(data(1));
            case "SHORT" -> contents.add(data(2));
            case "LONG" -> contents.add(data(4));
            case "QUAD", "SQUAD" -> contents.add(data(8));
            case "CONSTRUCTORS" -> lexer.next();
            case "FILL" -> throw lexer.error("FILL is not supported; use =value after the section");
            default -> {
                if (isStatement(word)) {
                    contents.add(statement());
                } else {
                    contents.add(pattern());
                }
            }
        }
    }

    private Command data(int size) {
        lexer.next();
        return new Script.Data(size, expressions.inParentheses());
    }

    private Script.Pattern pattern() {
        String file = lexer.nextName();
        List<String> excluded = new ArrayList<>();
        if (file.equals("EXCLUDE_FILE")) {
            exclusions(excluded);
            file = lexer.nextName();
        }
        if (!lexer.accept("(")) {
            return new Script.Pattern(file, excluded, List.of("*"), false);
        }
        List<String> sections = new ArrayList<>();
        boolean sorted = false;
        while (!lexer.accept(")")) {
            String name = lexer.nextName();
            if (name.equals("EXCLUDE_FILE")) {
                exclusions(excluded);
            } else if (List.of("SORT", "SORT_BY_NAME", "SORT_BY_INIT_PRIORITY").contains(name)) {
                sorted = true;
                group(sections);
            } else if (List.of("SORT_NONE", "SORT_BY_ALIGNMENT").contains(name)) {
                group(sections);
            } else if (name.isEmpty() || name.equals("{") || name.equals("}") || name.equals("(")) {
                throw lexer.error("expected the name of a section");
            } else if (!name.equals(",")) {
                sections.add(name);
            }
        }
        return new Script.Pattern(file, excluded, sections, sorted);
    }

    private void group(List<String> into) {
        lexer.expect("(");
        while (!lexer.accept(")")) {
            String name = lexer.nextName();
            if (name.isEmpty()) {
                throw lexer.error("this is never closed");
            }
            into.add(name);
        }
    }

    private void exclusions(List<String> into) {
        group(into);
    }

    /** What constants may ask: nothing. */
    private record ConstantScope(Span span) implements Script.Scope {
        private RuntimeException refuse() {
            return new SyntaxError(span, "a constant is needed here");
        }

        @Override
        public long dot() {
            throw refuse();
        }

        @Override
        public long symbol(String name, Span at) {
            throw refuse();
        }

        @Override
        public boolean isDefined(String name) {
            throw refuse();
        }

        @Override
        public OutputSection section(String name, Span at) {
            throw refuse();
        }

        @Override
        public long headerBytes() {
            throw refuse();
        }
    }
}
