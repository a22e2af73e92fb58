/** The tests that the page about tests shows, and what they test. */
@NullMarked
package dev.aatomic.examples.guide.testing;

import org.jspecify.annotations.NullMarked;
