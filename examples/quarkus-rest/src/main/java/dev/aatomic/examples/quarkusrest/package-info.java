/** Quarkus REST answers with a {@code Uni} and a {@code Multi}: start reading at {@link dev.aatomic.examples.quarkusrest.Accounts}. */
@NullMarked
package dev.aatomic.examples.quarkusrest;

import org.jspecify.annotations.NullMarked;
