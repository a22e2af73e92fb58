package dev.aatomic.examples.guide.annotations;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

/** An interface that implements all its methods itself. */
// tag::defaults[]
@Aatomic
public interface Checkout {

    default CompletionStage<Long> buy(long order) {
        return reserve(order).thenCompose(reserved -> pay(order)); // each a savepoint within buy's transaction
    }

    default CompletionStage<Long> reserve(long order) {
        return Shop.insert(order);
    }

    default CompletionStage<Long> pay(long order) {
        return Shop.charge(order);
    }
}
// end::defaults[]
