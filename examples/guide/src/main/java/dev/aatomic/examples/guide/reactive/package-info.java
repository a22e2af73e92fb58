/** What the page on reactive types shows. */
@NullMarked
package dev.aatomic.examples.guide.reactive;

import org.jspecify.annotations.NullMarked;
