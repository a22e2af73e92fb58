package dev.aatomic.examples.guide.jooq;

import static dev.aatomic.examples.guide.Tables.ACCOUNT;
import static dev.aatomic.examples.guide.Tables.ANSWER;
import static org.jooq.impl.DSL.sum;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jooq.Configuration;
import org.jooq.DSLContext;

/** What else there is to say of jOOQ. */
final class Jooq {

    private final Transactions transactions;
    private final DSLContext dsl;

    Jooq(Transactions transactions, Configuration myConfiguration) {
        this.transactions = transactions;
        // tag::configuration[]
        DSLContext dsl = AatomicJooq.dsl(transactions, myConfiguration);
        // end::configuration[]
        this.dsl = dsl;
    }

    BigDecimal total() {
        // tag::blocking[]
        Atomic reading = transactions.atomic().readOnly();
        return reading.get(() -> dsl.select(sum(ACCOUNT.BALANCE)).from(ACCOUNT).fetchSingle(sum(ACCOUNT.BALANCE)));
        // end::blocking[]
    }

    int totalWithoutABlock() {
        return dsl.fetchCount(ACCOUNT);
    }

    boolean savepoint() {
        // tag::transaction[]
        return transactions.atomic().get(() -> {
            dsl.insertInto(ANSWER, ANSWER.TEXT).values("stays").execute();
            try {
                dsl.transaction(configuration -> {
                    configuration.dsl().deleteFrom(ANSWER).execute(); // in a savepoint
                    throw new IllegalStateException("undoes the DELETE");
                });
            } catch (IllegalStateException undone) {
                return dsl.fetchExists(ANSWER); // true
            }
            return false;
        });
        // end::transaction[]
    }

    CompletableFuture<Integer> answer(Supplier<CompletionStage<String>> service) {
        // tag::bind[]
        return transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .bind(dsl.deleteFrom(ANSWER).executeAsync()) // the head of the chain
                        .thenCompose(deleted -> service.get()) // completes on a thread of its own
                        .thenCompose(text ->
                                dsl.insertInto(ANSWER, ANSWER.TEXT).values(text).executeAsync()));
        // end::bind[]
    }

    CompletableFuture<Integer> lost(Supplier<CompletionStage<String>> service) {
        return transactions
                .atomic()
                .getStageAsync(() -> dsl.deleteFrom(ANSWER)
                        .executeAsync()
                        .thenCompose(deleted -> service.get())
                        .thenCompose(text ->
                                dsl.insertInto(ANSWER, ANSWER.TEXT).values(text).executeAsync()));
    }
}
