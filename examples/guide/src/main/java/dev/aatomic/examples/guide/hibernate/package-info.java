/** Entities in blocks. */
@NullMarked
package dev.aatomic.examples.guide.hibernate;

import org.jspecify.annotations.NullMarked;
