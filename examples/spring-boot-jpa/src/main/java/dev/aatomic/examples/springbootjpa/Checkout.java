package dev.aatomic.examples.springbootjpa;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

/** What is new: a transaction that ends when the payment is known. */
@Aatomic
public interface Checkout {

    CompletionStage<Receipt> checkOut(Order order);
}
