package dev.aatomic.examples.guide.blocks;

import static dev.aatomic.examples.guide.Tables.ACCOUNT;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;

/** The ways to open a block, and what can be done in one. */
final class Blocks {

    private final Transactions transactions;
    private final Atomic atomic;
    private final DSLContext dsl;

    Blocks(Transactions transactions, DSLContext dsl) {
        this.transactions = transactions;
        this.atomic = transactions.atomic();
        this.dsl = dsl;
    }

    static Transactions open(DataSource dataSource) {
        // tag::transactions[]
        Transactions transactions = Transactions.builder()
                .database("default", dataSource) // HikariCP: its size is read from it
                .build();
        // end::transactions[]
        return transactions;
    }

    static Transactions openOfUnknownSize(DataSource dataSource) {
        // tag::size[]
        Transactions transactions = Transactions.builder()
                .database("default", dataSource, 10) // 10 connections
                .build();
        // end::size[]
        return transactions;
    }

    void forms() {
        // tag::forms[]
        // The body is asynchronous. The block ends when its stage completes.
        CompletableFuture<Result<Record>> rows =
                atomic.getStageAsync(() -> dsl.selectFrom(ACCOUNT).fetchAsync());

        // The body blocks, on a thread of the executor. The caller goes on.
        CompletableFuture<Integer> count = atomic.getAsync(() -> dsl.fetchCount(ACCOUNT));

        // The body blocks, here. The caller waits.
        int counted = atomic.get(() -> dsl.fetchCount(ACCOUNT));
        // end::forms[]
        if (rows.join().size() != counted || count.join() != counted) {
            throw new IllegalStateException("Counted " + rows.join().size() + ", " + count.join() + " and " + counted);
        }
    }

    CompletableFuture<Integer> settings() {
        // tag::settings[]
        Atomic nightly =
                transactions.atomic().named("Accounts.nightly").durable().readOnly();

        return nightly.getAsync(() -> dsl.fetchCount(ACCOUNT));
        // end::settings[]
    }

    CompletableFuture<Integer> late(CompletionStage<BigDecimal> rate) {
        // tag::late[]
        Atomic late = transactions.atomic().connection(ConnectionAcquisition.LAZY);

        return late.getStageAsync(() -> transactions
                .bind(rate) // from another service, and no connection is held meanwhile
                .thenCompose(found -> dsl.update(ACCOUNT)
                        .set(ACCOUNT.BALANCE, ACCOUNT.BALANCE.mul(found))
                        .executeAsync())); // now one is taken
        // end::late[]
    }

    // tag::submit[]
    CompletableFuture<Integer> empty(long account) {
        return atomic.getStageAsync(() -> transactions.submit(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE account SET balance = 0 WHERE id = ?")) {
                statement.setLong(1, account);
                return statement.executeUpdate();
            }
        }));
    }
    // end::submit[]

    // tag::autocommit[]
    void createArchive() {
        transactions.autocommit(() -> dsl.execute("CREATE TABLE archive (id BIGINT PRIMARY KEY)"));
    }
    // end::autocommit[]

    // tag::enter[]
    CompletableFuture<Integer> deleteByHand() {
        return atomic.enter().thenCompose(scope -> {
            CompletableFuture<Integer> deleted = scope.submit(Blocks::deleteEmptyAccounts);
            return deleted.handle((count, failure) -> scope.exit(failure)) // null commits
                    .thenCompose(ended -> ended)
                    .thenCompose(ended -> deleted);
        });
    }
    // end::enter[]

    private static int deleteEmptyAccounts(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("DELETE FROM account WHERE balance = 0");
        }
    }
}
