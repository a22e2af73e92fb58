/** What the page about containers shows. */
@NullMarked
package dev.aatomic.examples.guide.containers;

import org.jspecify.annotations.NullMarked;
