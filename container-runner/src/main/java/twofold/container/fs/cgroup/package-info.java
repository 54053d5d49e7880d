/** cgroup2: what a container's own group is limited to and has used, as files (Linux admin guide, cgroup-v2). */
package twofold.container.fs.cgroup;
