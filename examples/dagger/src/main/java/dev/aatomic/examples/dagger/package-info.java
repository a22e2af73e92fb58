/** Dagger injects the transactional class: start reading at {@link dev.aatomic.examples.dagger.Accounts}. */
@NullMarked
package dev.aatomic.examples.dagger;

import org.jspecify.annotations.NullMarked;
