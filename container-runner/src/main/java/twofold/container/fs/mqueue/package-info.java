/**
 * POSIX message queues as files, mq_overview(7): the directory that {@code mount -t mqueue} shows is that of an IPC namespace, and a queue that
 * was made by mq_open(3) is the same as the file of its name there.
 */
package twofold.container.fs.mqueue;
