/**
 * What a user writes: the annotations that the processor reads. Begin with {@link dev.aatomic.Aatomic} on an interface, of which the
 * processor writes a class that runs each method in a transaction.
 */
package dev.aatomic;
