/**
 * The system calls: one table ({@link twofold.container.syscall.SyscallTable}) and a class for each family. A handler is thin: it unpacks
 * arguments, calls the subsystem, copies out. It returns a result, a negative errno, or {@link twofold.container.kernel.Task#BLOCKED}; a
 * {@link twofold.image.overlay.FileError} thrown by what it called becomes the errno. A new call is a row in the table and a method in
 * its family.
 */
package twofold.container.syscall;
