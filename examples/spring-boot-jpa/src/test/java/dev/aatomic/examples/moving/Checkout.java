package dev.aatomic.examples.moving;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

/** The first method that was moved. */
@Aatomic
public interface Checkout {

    CompletionStage<String> checkOut(Order order);
}
