package dev.aatomic.examples.moving;

import java.util.concurrent.CompletionStage;

/** A client of a payment service, which answers later and on a thread of its own. */
interface Payments {

    CompletionStage<String> charge(Order order);
}
