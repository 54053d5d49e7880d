/** What a container sees as its own: process numbers and host name now. Each container has one of each; nothing reaches across. */
package twofold.container.namespace;
