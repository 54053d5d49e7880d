/**
 * proc(5): a view of the kernel's objects as files, made anew for each lookup. A new file is a row in {@link
 * twofold.container.fs.proc.ProcFileSystem} (for the whole system) or {@link twofold.container.fs.proc.ProcessFiles} (for a process).
 */
package twofold.container.fs.proc;
