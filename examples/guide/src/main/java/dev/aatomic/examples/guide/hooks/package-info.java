/** What happens after the end. */
@NullMarked
package dev.aatomic.examples.guide.hooks;

import org.jspecify.annotations.NullMarked;
