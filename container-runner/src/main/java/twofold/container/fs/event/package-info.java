/** Files that are events: eventfd(2) and epoll(7). */
package twofold.container.fs.event;
