/** Pipes and fifos, pipe(7), fifo(7). */
package twofold.container.fs.pipe;
