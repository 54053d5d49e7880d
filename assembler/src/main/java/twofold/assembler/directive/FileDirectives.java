package twofold.assembler.directive;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import twofold.assembler.debug.Location;
import twofold.assembler.source.Token;
import twofold.toolkit.diagnostic.Span;

/** Directives about files and messages. */
final class FileDirectives {
    private static final int MAX_FILES = 100_000;
    private static final Pattern CHECKSUM = Pattern.compile("\\s+md5\\s+0x[0-9a-fA-F]+\\s*$");

    private FileDirectives() { }

    static void addTo(Map<String, Directive> table) {
        table.put(".file", FileDirectives::file);
        table.put(".loc", FileDirectives::location);
        table.put(".include", call -> {
            Token name = call.cursor().expectString();
            call.cursor().expectEnd();
            call.processor().include(name.text(), call.cursor().span(name));
        });
        table.put(".incbin", FileDirectives::incbin);
        table.put(".end", call -> call.processor().stop());
        table.put(".error", call -> call.unit().diagnostics().error(call.span(), message(call, ".error was reached")));
        table.put(".err", call -> call.unit().diagnostics().error(call.span(), ".err was reached"));
        table.put(".warning", call -> call.unit().diagnostics().warning(call.span(), message(call, ".warning was reached")));
        table.put(".print", call -> call.unit().diagnostics().warning(call.span(), message(call, "")));
    }

    private static String message(Call call, String otherwise) {
        return call.cursor().atEnd() ? otherwise : call.cursor().expectString().text();
    }

    /**
     * Without a number the name of the source; with one a file of the line table, possibly with its folder before it. The checksum that may follow is left
     * out: it is no number that fits anywhere, and line tables here have none.
     */
    private static void file(Call statement) {
        Call call = statement.cutBefore(CHECKSUM);
        if (call.cursor().peek().kind() == Token.Kind.STRING) {
            call.unit().fileName(call.cursor().next().text());
            return;
        }
        long number = call.number("the number of the file");
        String name = call.cursor().expectString().text();
        if (call.cursor().peek().kind() == Token.Kind.STRING) {
            String inFolder = call.cursor().next().text();
            name = inFolder.startsWith("/") ? inFolder : name + "/" + inFolder;
        }
        if (number < 0 || number > MAX_FILES) {
            throw call.error("the number of a file is 0 to " + MAX_FILES);
        }
        call.processor().rows().file((int) number, name);
    }

    /** {@code .loc file line [column] [options]}. */
    private static void location(Call call) {
        int[] numbers = new int[3];
        for (int i = 0; i < 3 && call.cursor().peek().kind() == Token.Kind.NUMBER; i++) {
            long value = call.cursor().next().value();
            numbers[i] = (int) Math.max(0, Math.min(value, i == 0 ? MAX_FILES : Integer.MAX_VALUE));
        }
        Location last = call.processor().rows().last();
        boolean isStatement = last.isStatement();
        boolean basicBlock = false;
        boolean prologueEnd = false;
        boolean epilogueBegin = false;
        long isa = last.isa();
        long discriminator = 0;
        while (!call.cursor().atEnd()) {
            Token option = call.cursor().next();
            switch (option.text()) {
                case "basic_block" -> basicBlock = true;
                case "prologue_end" -> prologueEnd = true;
                case "epilogue_begin" -> epilogueBegin = true;
                case "is_stmt" -> isStatement = call.number("is_stmt") != 0;
                case "isa" -> isa = call.number("the instruction set");
                case "discriminator" -> discriminator = call.number("the discriminator");
                case "view" -> call.expression();
                default -> throw call.cursor().error(option, ".loc does not know '" + option.text() + "'");
            }
        }
        call.processor().rows().state(call.unit(), new Location(numbers[0], numbers[1], numbers[2], isStatement, basicBlock, prologueEnd, epilogueBegin,
            isa, discriminator));
    }

    private static void incbin(Call call) {
        Token name = call.cursor().expectString();
        Span span = call.cursor().span(name);
        long skip = call.optionalNumber("the number of bytes to skip", 0);
        long count = call.optionalNumber("the number of bytes", Long.MAX_VALUE);
        call.cursor().expectEnd();
        byte[] bytes = call.processor().readBytes(name.text(), span);
        if (skip < 0 || skip > bytes.length || count < 0 || count != Long.MAX_VALUE && count > bytes.length - skip) {
            throw call.error("'" + name.text() + "' has only " + bytes.length + " bytes");
        }
        int end = (int) Math.min(bytes.length, skip + Math.min(count, bytes.length));
        call.unit().current().add(Arrays.copyOfRange(bytes, (int) skip, end), span);
    }
}
