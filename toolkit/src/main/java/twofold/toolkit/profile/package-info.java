/**
 * Profiles: how many samples fell into each stack of names, and the files in which flame-graph viewers take them. What a name stands
 * for, and when a sample is taken, is the tool's business.
 */
package twofold.toolkit.profile;
