/** Character devices: the memory devices of null(4), and the host's streams as the container's standard ones. */
package twofold.container.fs.dev;
