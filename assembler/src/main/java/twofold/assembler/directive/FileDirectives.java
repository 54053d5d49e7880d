package twofold.assembler.directive;

import java.util.Map;
import twofold.assembler.source.Token;
import twofold.toolkit.diagnostic.Span;

/** Directives about files and messages. */
final class FileDirectives {
    private FileDirectives() { }

    static void addTo(Map<String, Directive> table) {
        table.put(".file", FileDirectives::file);
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

    /** The form with a number belongs to the line tables of compilers, which we make ourselves. */
    private static void file(Call call) {
        if (call.cursor().peek().kind() == Token.Kind.STRING) {
            call.unit().fileName(call.cursor().next().text());
        }
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
        call.unit().current().add(java.util.Arrays.copyOfRange(bytes, (int) skip, end), span);
    }
}
