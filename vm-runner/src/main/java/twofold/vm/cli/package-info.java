/** The command line of vm-runner. */
package twofold.vm.cli;
