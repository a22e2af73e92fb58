/** Mails that survive a crash, in a few classes: start reading at {@link dev.aatomic.examples.outbox.JooqOrders}. */
@NullMarked
package dev.aatomic.examples.outbox;

import org.jspecify.annotations.NullMarked;
