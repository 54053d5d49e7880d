package twofold.assembler.model;

/**
 * What a section belongs to. Sections of one name that belong to different things are different ones.
 *
 * @param group    the name of the group that is linked or dropped as a whole, or null
 * @param isComdat whether only one group of that name is linked
 * @param linked   the symbol whose section this one is about (SHF_LINK_ORDER), or null
 * @param unique   a number that keeps sections apart, or -1
 */
public record SectionBonds(String group, boolean isComdat, String linked, long unique) {
    /** Those of a section that stands alone. */
    public static final SectionBonds NONE = new SectionBonds(null, false, null, -1);

    /** What tells a section from others. */
    String key(String name) {
        return group == null && linked == null && unique < 0 ? name : name + '\0' + group + '\0' + linked + '\0' + unique;
    }
}
