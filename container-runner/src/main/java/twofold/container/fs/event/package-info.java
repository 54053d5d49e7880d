/**
 * Files that are events: eventfd(2), epoll(7), timerfd_create(2), signalfd(2), pidfd_open(2), inotify(7), mq_open(3). They stand in no
 * directory; each has a queue that is woken when what {@code poll} says may have changed.
 */
package twofold.container.fs.event;
