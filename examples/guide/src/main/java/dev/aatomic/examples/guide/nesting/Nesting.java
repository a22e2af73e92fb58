package dev.aatomic.examples.guide.nesting;

import static dev.aatomic.examples.guide.Tables.ACCOUNT;
import static dev.aatomic.examples.guide.Tables.ORDERS;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** The other ways to be in another block. */
final class Nesting {

    private final Transactions transactions;
    private final Atomic atomic;
    private final DSLContext dsl;

    Nesting(Transactions transactions, DSLContext dsl) {
        this.transactions = transactions;
        this.atomic = transactions.atomic();
        this.dsl = dsl;
    }

    void place(long order) {
        dsl.insertInto(ORDERS, ORDERS.ID, ORDERS.CUSTOMER).values(order, 7L).execute();
    }

    void merged() {
        // tag::merged[]
        Atomic merged = transactions.atomic().savepoint(false);

        atomic.run(() -> {
            place(1);
            try {
                merged.run(() -> place(1)); // a duplicate
            } catch (DataAccessException refused) {
                // too late: what is around it is broken as well
            }
        }); // throws UnexpectedRollbackException
        // end::merged[]
    }

    void settle() {
        // tag::durable[]
        Atomic durable = transactions.atomic().durable();

        durable.run(() -> place(1)); // when this returns, the order is committed
        // end::durable[]
    }

    void independent() {
        // tag::requires-new[]
        Atomic independent = transactions.atomic().propagation(Propagation.REQUIRES_NEW);

        atomic.run(() -> {
            independent.run(() -> place(1)); // committed, on another connection
            throw new IllegalStateException("1 stays, what this block did goes");
        });
        // end::requires-new[]
    }

    void dryRun() {
        // tag::rollback-only[]
        atomic.run(() -> {
            place(1);
            transactions.setRollbackOnly(true);
        }); // returns normally, and nothing has happened
        // end::rollback-only[]
    }

    // tag::savepoint[]
    CompletableFuture<Integer> placeAndForget() {
        return atomic.getStageAsync(() -> transactions.savepoint().thenCompose(savepoint -> {
            place(1);
            return transactions.savepointRollback(savepoint).thenApply(undone -> dsl.fetchCount(ORDERS));
        }));
    }
    // end::savepoint[]

    CompletableFuture<Integer> parallel() {
        // tag::parallel[]
        return atomic.getStageAsync(() -> {
            CompletableFuture<Integer> orders = atomic.getAsync(() -> dsl.fetchCount(ORDERS));
            CompletableFuture<Integer> accounts = atomic.getAsync(() -> dsl.fetchCount(ACCOUNT));
            return orders.thenCombine(accounts, Integer::sum);
        });
        // end::parallel[]
    }
}
