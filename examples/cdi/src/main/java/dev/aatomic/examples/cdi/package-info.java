/** CDI injects the transactional class: start reading at {@link dev.aatomic.examples.cdi.Accounts}. */
@NullMarked
package dev.aatomic.examples.cdi;

import org.jspecify.annotations.NullMarked;
