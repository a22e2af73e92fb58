/** A service that asks two things at once: start reading at {@link dev.aatomic.examples.structured.JooqOrders}. */
@NullMarked
package dev.aatomic.examples.structured;

import org.jspecify.annotations.NullMarked;
