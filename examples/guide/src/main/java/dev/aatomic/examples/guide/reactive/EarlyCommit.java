package dev.aatomic.examples.guide.reactive;

import dev.aatomic.reactor.ReactorBlocks;
import dev.aatomic.runtime.Transactions;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;

/** The first items of a stream. */
final class EarlyCommit {

    private EarlyCommit() {}

    static <T> Flux<T> rolledBack(Transactions transactions, Supplier<Flux<T>> rows) {
        // tag::outside[]
        Flux<T> firstTen =
                ReactorBlocks.flux(transactions.atomic(), () -> rows.get()).take(10); // cancels: ROLLBACK
        // end::outside[]
        return firstTen;
    }

    static <T> Flux<T> committed(Transactions transactions, Supplier<Flux<T>> rows) {
        // tag::inside[]
        Flux<T> firstTen =
                ReactorBlocks.flux(transactions.atomic(), () -> rows.get().take(10)); // completes: COMMIT
        // end::inside[]
        return firstTen;
    }
}
