/**
 * Where the instructions of containers went: samples by process, mapped file and function. While the guest runs only places are counted; names
 * are looked up at the end, in the root file system's own files, so that the guest's page cache and its counts stay as they are.
 */
package twofold.container.profile;
