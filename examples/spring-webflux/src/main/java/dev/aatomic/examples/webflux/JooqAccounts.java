package dev.aatomic.examples.webflux;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.reactor.ReactorTransactions;
import dev.aatomic.runtime.Transactions;
import java.math.BigDecimal;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Accounts in ordinary jOOQ, over the {@code DSLContext} that Spring Boot configures. Nothing here begins, commits or rolls back. */
@Repository
@AatomicDelegate
class JooqAccounts implements Accounts {

    private final DSLContext dsl;
    private final ReactorTransactions transactions;
    private final Compliance compliance;

    JooqAccounts(DSLContext dsl, Transactions transactions, Compliance compliance) {
        this.dsl = dsl;
        this.transactions = ReactorTransactions.of(transactions);
        this.compliance = compliance;
    }

    /** What comes after the approval runs where its answer arrives, which is no thread of the block's, and is in the block nevertheless. */
    @Override
    public Mono<Receipt> transfer(Transfer transfer) {
        BigDecimal amount = transfer.amount();
        return lock(transfer)
                .then(add(transfer.target(), amount))
                .then(compliance.approve(transfer))
                .then(add(transfer.source(), amount.negate()))
                .filter(left -> left.signum() >= 0)
                .switchIfEmpty(Mono.error(() -> new InsufficientFundsException(transfer.source())))
                .then(record(transfer))
                .flatMap(receipt ->
                        transactions.onCommit(() -> compliance.report(receipt)).thenReturn(receipt));
    }

    /** One account after another, as long as the subscriber asks for more. */
    @Override
    public Flux<Account> payInterest(BigDecimal percent) {
        BigDecimal factor = BigDecimal.ONE.add(percent.movePointLeft(2));
        return Flux.from(dsl.resultQuery("SELECT id FROM account ORDER BY id"))
                .concatMap(found -> multiply(found.get(0, Long.class), factor));
    }

    /** A hundred rows at a time come from the database, as long as the subscriber asks for more. */
    @Override
    public Flux<Account> all() {
        return Flux.from(dsl.resultQuery("SELECT id, owner, balance FROM account ORDER BY id")
                        .fetchSize(100))
                .map(found -> found.into(Account.class));
    }

    /** In one order, so that two transfers do not wait for each other. */
    private Mono<Integer> lock(Transfer transfer) {
        return Mono.fromCompletionStage(() -> dsl.query(
                        "SELECT 1 FROM account WHERE id IN (?, ?) ORDER BY id FOR UPDATE",
                        transfer.source(),
                        transfer.target())
                .executeAsync());
    }

    private Mono<BigDecimal> add(long id, BigDecimal amount) {
        return update("UPDATE account SET balance = balance + ? WHERE id = ? RETURNING *", amount, id)
                .map(Account::balance);
    }

    private Mono<Account> multiply(long id, BigDecimal factor) {
        return update("UPDATE account SET balance = balance * ? WHERE id = ? RETURNING *", factor, id);
    }

    private Mono<Account> update(String sql, BigDecimal number, long id) {
        return Mono.fromCompletionStage(() -> dsl.resultQuery(sql, number, id).fetchAsync())
                .map(changed -> {
                    if (changed.isEmpty()) {
                        throw new AccountNotFoundException(id);
                    }
                    return changed.get(0).into(Account.class);
                });
    }

    private Mono<Receipt> record(Transfer transfer) {
        return Mono.fromCompletionStage(() -> dsl.resultQuery(
                                "INSERT INTO transfer (source, target, amount) VALUES (?, ?, ?) RETURNING id",
                                transfer.source(),
                                transfer.target(),
                                transfer.amount())
                        .fetchAsync())
                .map(made -> new Receipt(made.get(0).get(0, Long.class), transfer));
    }
}
