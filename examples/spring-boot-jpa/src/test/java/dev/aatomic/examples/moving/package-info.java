/** A shop whose service of Spring's transactions is moved to blocks, one method at a time; each step is run by the same test. */
@NullMarked
package dev.aatomic.examples.moving;

import org.jspecify.annotations.NullMarked;
