/** The code that the documents show: a package a page. */
@NullMarked
package dev.aatomic.examples.guide;

import org.jspecify.annotations.NullMarked;
