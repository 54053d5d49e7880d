/**
 * The tar format as container images use it: ustar with PAX and GNU extensions. Names, link targets and attribute names are byte
 * strings held one byte to a char (ISO 8859-1), so that any name survives. The reader trusts nothing: a header that lies is an
 * {@link twofold.toolkit.cli.UserError} that names the entry. The writer gives equal bytes for equal entries. Nothing here touches a
 * host file.
 */
package twofold.image.tar;
