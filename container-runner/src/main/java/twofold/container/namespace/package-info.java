/**
 * What a container sees as its own: process numbers, the names of the machine, and interprocess communication (System V objects and POSIX
 * message queues). Each container begins with one of each; a task may take another of its own by unshare(2). Nothing reaches across.
 */
package twofold.container.namespace;
