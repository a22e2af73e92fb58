/** Avaje Inject injects the transactional class: start reading at {@link dev.aatomic.examples.avaje.Accounts}. */
@NullMarked
package dev.aatomic.examples.avaje;

import org.jspecify.annotations.NullMarked;
