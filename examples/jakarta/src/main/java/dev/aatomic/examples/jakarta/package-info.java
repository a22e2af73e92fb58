/** HK2 injects the transactional class by the annotations of jakarta.inject: start reading at {@link dev.aatomic.examples.jakarta.Accounts}. */
@NullMarked
package dev.aatomic.examples.jakarta;

import org.jspecify.annotations.NullMarked;
