/**
 * The commands over instances that both runners have: {@link twofold.image.instance.command.InstanceCommands} makes them for one runner. A
 * command refuses another runner's instances.
 */
package twofold.image.instance.command;
