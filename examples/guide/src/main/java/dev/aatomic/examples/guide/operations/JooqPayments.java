package dev.aatomic.examples.guide.operations;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** Payments in jOOQ. The request is the primary key of its table. */
final class JooqPayments implements Payments {

    private static final Table<Record> PAYMENT = table(name("payment"));
    private static final Field<UUID> REQUEST = field(name("request"), SQLDataType.UUID);
    private static final Table<Record> ACCOUNT = table(name("account"));
    private static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    private static final Field<Integer> BALANCE = field(name("balance"), SQLDataType.INTEGER);

    private final DSLContext dsl;

    JooqPayments(DSLContext dsl) {
        this.dsl = dsl;
    }

    // tag::pay[]
    @Override
    public CompletionStage<Void> pay(UUID request, long account, int amount) {
        return lock(account) // reads, so that the id is not the first statement
                .thenCompose(locked -> dsl.insertInto(PAYMENT, REQUEST) // its primary key
                        .values(request)
                        .onConflictDoNothing()
                        .executeAsync())
                .thenCompose(
                        inserted -> inserted == 0 ? CompletableFuture.completedFuture(null) : take(account, amount));
    }
    // end::pay[]

    private CompletionStage<?> lock(long account) {
        return dsl.selectFrom(ACCOUNT).where(ID.eq(account)).forUpdate().fetchAsync();
    }

    private CompletionStage<Void> take(long account, int amount) {
        return dsl.update(ACCOUNT)
                .set(BALANCE, BALANCE.minus(amount))
                .where(ID.eq(account))
                .executeAsync()
                .thenAccept(updated -> {
                    if (updated == 0) {
                        throw new IllegalArgumentException("No account has the number " + account);
                    }
                });
    }

    @Override
    public CompletionStage<Boolean> isPaid(UUID request) {
        return dsl.selectFrom(PAYMENT).where(REQUEST.eq(request)).fetchAsync().thenApply(rows -> !rows.isEmpty());
    }
}
