package dev.aatomic.examples.outbox;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

/** The orders of a shop. Each method is a transaction, which ends when the stage it returns completes. */
@Aatomic
public interface Orders {

    /**
     * Takes an order and one of the items, and has a mail sent to the customer: all of it or nothing.
     *
     * @param customer whose order it is
     * @param item what is ordered
     * @return the order's number; fails with {@link SoldOutException} if none is left
     */
    CompletionStage<Long> place(String customer, String item);
}
