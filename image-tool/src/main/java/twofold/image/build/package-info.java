/** Building images from recipes. */
package twofold.image.build;
