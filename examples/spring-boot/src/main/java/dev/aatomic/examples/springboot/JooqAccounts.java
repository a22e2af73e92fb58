package dev.aatomic.examples.springboot;

import dev.aatomic.AatomicDelegate;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.springframework.stereotype.Repository;

/** Accounts in ordinary jOOQ, over the {@code DSLContext} that Spring Boot configures. Nothing here begins, commits or rolls back. */
// tag::setup[]
@Repository
@AatomicDelegate
class JooqAccounts implements Accounts {

    private final DSLContext dsl;

    JooqAccounts(DSLContext dsl) {
        this.dsl = dsl;
    }
    // end::setup[]

    @Override
    public CompletionStage<Receipt> transfer(Transfer transfer) {
        BigDecimal amount = transfer.amount();
        return lock(transfer)
                .thenCompose(locked -> add(transfer.target(), amount))
                .thenCompose(added -> add(transfer.source(), amount.negate()))
                .thenCompose(left -> left.signum() < 0
                        ? CompletableFuture.failedFuture(new InsufficientFundsException(transfer.source()))
                        : record(transfer))
                .thenApply(id -> new Receipt(id, transfer));
    }

    @Override
    public CompletionStage<BigDecimal> balance(long id) {
        return dsl.resultQuery("SELECT balance FROM account WHERE id = ?", id)
                .fetchAsync()
                .thenApply(found -> only(found, id).get(0, BigDecimal.class));
    }

    /** In one order, so that two transfers do not wait for each other. */
    private CompletionStage<?> lock(Transfer transfer) {
        return dsl.query(
                        "SELECT 1 FROM account WHERE id IN (?, ?) ORDER BY id FOR UPDATE",
                        transfer.source(),
                        transfer.target())
                .executeAsync();
    }

    private CompletionStage<BigDecimal> add(long id, BigDecimal amount) {
        return dsl.resultQuery("UPDATE account SET balance = balance + ? WHERE id = ? RETURNING balance", amount, id)
                .fetchAsync()
                .thenApply(changed -> only(changed, id).get(0, BigDecimal.class));
    }

    private CompletionStage<Long> record(Transfer transfer) {
        return dsl.resultQuery(
                        "INSERT INTO transfer (source, target, amount) VALUES (?, ?, ?) RETURNING id",
                        transfer.source(),
                        transfer.target(),
                        transfer.amount())
                .fetchAsync()
                .thenApply(made -> made.get(0).get(0, Long.class));
    }

    private static Record only(Result<Record> found, long id) {
        if (found.isEmpty()) {
            throw new AccountNotFoundException(id);
        }
        return found.get(0);
    }
}
