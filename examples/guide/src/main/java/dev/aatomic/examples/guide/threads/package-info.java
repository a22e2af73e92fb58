/** Which threads do the work. */
@NullMarked
package dev.aatomic.examples.guide.threads;

import org.jspecify.annotations.NullMarked;
