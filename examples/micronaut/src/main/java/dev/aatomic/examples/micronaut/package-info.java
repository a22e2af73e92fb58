/** Micronaut injects the transactional class: start reading at {@link dev.aatomic.examples.micronaut.Accounts}. */
@NullMarked
package dev.aatomic.examples.micronaut;

import org.jspecify.annotations.NullMarked;
