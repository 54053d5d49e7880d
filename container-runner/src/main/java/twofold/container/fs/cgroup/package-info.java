/**
 * cgroup2: control groups as directories, what they are limited to and have used as files (Linux admin guide, cgroup-v2). A container's own group is the root of what it sees;
 * its limits were set from outside and cannot be written, those of groups below can. All numbers are counts, kept as things happen. A new file is a row in one of
 * the tables ({@link twofold.container.fs.cgroup.CoreFiles} and its neighbours, one for each controller).
 */
package twofold.container.fs.cgroup;
