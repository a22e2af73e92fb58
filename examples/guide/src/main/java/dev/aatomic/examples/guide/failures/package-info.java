/** What a caller does about a failed block. */
@NullMarked
package dev.aatomic.examples.guide.failures;

import org.jspecify.annotations.NullMarked;
