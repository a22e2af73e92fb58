/** What a user writes: the annotations that the processor reads. */
package dev.aatomic;
