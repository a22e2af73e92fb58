package dev.aatomic.examples.guide.readme;

import java.util.concurrent.CompletionStage;

/** Another service, reached without blocking. */
interface Payments {

    /** Charges the customer; fails if the card is refused. */
    CompletionStage<Receipt> charge(Order order);
}
