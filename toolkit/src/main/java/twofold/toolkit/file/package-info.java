/** Files that a tool writes for its user. */
package twofold.toolkit.file;
