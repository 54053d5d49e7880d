package twofold.assembler.model;

/** What is being filled: a section, and which of its parts. */
public record Place(AsmSection section, long subsection) { }
