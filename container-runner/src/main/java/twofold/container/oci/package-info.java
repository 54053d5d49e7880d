/** From a plan (what to run, as whom, with which root) to a running container: mounts, devices, standard streams, first process. */
package twofold.container.oci;
