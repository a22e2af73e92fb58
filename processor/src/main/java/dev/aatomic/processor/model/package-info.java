/** What the steps hand to each other: immutable records. */
@NullMarked
package dev.aatomic.processor.model;

import org.jspecify.annotations.NullMarked;
