/** Guice injects the transactional class: start reading at {@link dev.aatomic.examples.guice.Accounts}. */
@NullMarked
package dev.aatomic.examples.guice;

import org.jspecify.annotations.NullMarked;
