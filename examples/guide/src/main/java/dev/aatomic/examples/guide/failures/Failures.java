package dev.aatomic.examples.guide.failures;

import static dev.aatomic.examples.guide.Tables.ORDERS;

import dev.aatomic.Aatomic;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;

/** What fails how. */
final class Failures {

    private final Transactions transactions;
    private final DSLContext dsl;

    Failures(Transactions transactions, DSLContext dsl) {
        this.transactions = transactions;
        this.dsl = dsl;
    }

    /** The card was refused. */
    static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    // tag::no-rollback-for[]
    @Aatomic
    public interface Attempts {

        @Aatomic(noRollbackFor = RefusedException.class)
        CompletionStage<Integer> record(long attempt); // the attempt is committed, and the caller gets the refusal
    }
    // end::no-rollback-for[]

    /** Writes the attempt down and fails. */
    final class JooqAttempts implements Attempts {

        @Override
        public CompletionStage<Integer> record(long attempt) {
            return insert(attempt).thenApply(inserted -> {
                throw new RefusedException();
            });
        }
    }

    CompletionStage<Integer> insert(long order) {
        return dsl.insertInto(ORDERS, ORDERS.ID, ORDERS.CUSTOMER)
                .values(order, 7L)
                .executeAsync();
    }

    CompletableFuture<String> swallowed() {
        // tag::swallowed[]
        return transactions
                .atomic()
                .getStageAsync(() -> insert(1)
                        .thenCompose(inserted -> insert(1)) // a duplicate
                        .handle((inserted, failure) -> "done")); // swallows it: UnexpectedRollbackException
        // end::swallowed[]
    }

    CompletableFuture<String> mended() {
        // tag::mended[]
        return transactions
                .atomic()
                .getStageAsync(() -> insert(1)
                        .thenCompose(inserted -> transactions.atomic().getStageAsync(() -> insert(1))) // a savepoint
                        .handle((inserted, failure) -> "done")); // order 1 is committed
        // end::mended[]
    }
}
