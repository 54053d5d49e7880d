package twofold.assembler.directive;

import java.util.Set;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.Expression;
import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;
import twofold.toolkit.diagnostic.Span;

/**
 * {@code .symver} (GNU as manual, section "Symver"): a definition gets another name, with a version; what is not defined here goes by that
 * name in the object. {@code @@@} is {@code @@} for a definition, which then has no other name, and {@code @} for a reference.
 */
final class VersionDirective {
    private static final Set<String> VISIBILITIES = Set.of("", "local", "hidden", "remove");

    private VersionDirective() { }

    static void run(Call call) {
        Cursor cursor = call.cursor();
        Token name = cursor.expectName("a symbol");
        cursor.expect(",");
        StringBuilder text = new StringBuilder();
        while (!cursor.atEnd() && !cursor.peek().is(",")) {
            text.append(cursor.next().text());
        }
        String visibility = cursor.accept(",") ? cursor.expectName("a visibility").text() : "";
        cursor.expectEnd();
        if (text.indexOf("@") < 1) {
            throw call.error("the name of a version is written as in name@VERSION");
        }
        if (!VISIBILITIES.contains(visibility)) {
            throw call.error("the visibility of a version is local, hidden or remove");
        }
        String versioned = text.toString();
        AsmSymbol original = call.unit().symbols().get(name.text());
        Span span = cursor.span(name);
        call.unit().atEnd(() -> {
            if (original.isDefined()) {
                define(call, original, versioned, visibility, span);
            } else {
                refer(call, original, versioned);
            }
        });
    }

    private static void define(Call call, AsmSymbol original, String versioned, String visibility, Span span) {
        if ((versioned.contains("@@@") || visibility.equals("remove")) && original.nameInObject().equals(original.name())) {
            original.nameInObject(versioned.replace("@@@", "@@"));
            return;
        }
        AsmSymbol alias = call.unit().symbols().get(versioned.replace("@@@", "@@"));
        if (original.isLabel()) {
            alias.place(original, 0, false, span);
        } else {
            alias.equate(Expression.of(original, span), false, span);
        }
        alias.bindLike(original);
        if (visibility.equals("local")) {
            original.makeLocal();
        } else if (visibility.equals("hidden")) {
            original.visibility(2);
        }
    }

    private static void refer(Call call, AsmSymbol original, String text) {
        String versioned = text.replace("@@@", "@");
        if (versioned.contains("@@")) {
            call.unit().diagnostics().error(call.span(), "'" + versioned + "' would be the default version of a symbol that is not defined here");
        } else if (!original.nameInObject().equals(original.name()) && !original.nameInObject().equals(versioned)) {
            call.unit().diagnostics().error(call.span(), "'" + original.name() + "' has the versions '" + original.nameInObject() + "' and '"
                + versioned + "', but is not defined here");
        } else {
            original.nameInObject(versioned);
        }
    }
}
