package twofold.assembler.directive;

/** What a directive does. */
@FunctionalInterface
interface Directive {
    void run(Call call);
}
