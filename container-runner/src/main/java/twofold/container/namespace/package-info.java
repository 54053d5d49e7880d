/**
 * What a container sees as its own: process numbers, the names of the machine, interprocess communication (System V objects and POSIX
 * message queues), clocks and control groups. Each container begins with one of each; a task may take another of its own by unshare(2),
 * and process numbers of one inside another. Nothing reaches across. Mounts, networks and users are in {@code vfs} and {@code net}.
 */
package twofold.container.namespace;
