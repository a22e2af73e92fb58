/** What the page about performance shows. */
@NullMarked
package dev.aatomic.examples.guide.performance;

import org.jspecify.annotations.NullMarked;
