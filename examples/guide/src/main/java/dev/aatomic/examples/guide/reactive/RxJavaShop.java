package dev.aatomic.examples.guide.reactive;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.rxjava3.RxJavaBlocks;
import dev.aatomic.rxjava3.RxJavaTransactions;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;

/** The same with RxJava, without an interface. */
final class RxJavaShop {

    private final Transactions transactions;

    RxJavaShop(Transactions transactions) {
        this.transactions = transactions;
    }

    // tag::single[]
    Single<Integer> order(long id, long customer, Completable charge) {
        RxJavaTransactions statements = RxJavaTransactions.of(transactions);
        return RxJavaBlocks.single(
                transactions.atomic(),
                () -> RxJavaTransactions.bind(charge) // answers elsewhere, and is back in the block from here on
                        .andThen(statements.submit(connection -> connection
                                .createStatement()
                                .executeUpdate("INSERT INTO orders VALUES (" + id + ", " + customer + ")")))
                        .toSingle());
    }
    // end::single[]

    // tag::flowable[]
    Flowable<Integer> orders(Flowable<Long> ids, long customer) {
        return RxJavaBlocks.flowable(transactions.atomic(), () -> {
            Flowable<Integer> inserted = RxJavaTransactions.bind(ids)
                    .concatMapSingle(id -> order(id, customer, Completable.complete())); // each a nested block
            return RxJavaTransactions.bind(inserted) // observeOn asks for more on its own thread
                    .observeOn(Schedulers.computation());
        });
    }
    // end::flowable[]
}
