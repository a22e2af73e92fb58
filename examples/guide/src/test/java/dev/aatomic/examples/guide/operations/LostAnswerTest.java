package dev.aatomic.examples.guide.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TcpProxy;
import dev.aatomic.testing.TestDatabase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The connection to a real PostgreSQL is lost after COMMIT was sent, before or after the server has done it. */
class LostAnswerTest {

    private static final UUID REQUEST = UUID.fromString("00000000-0000-0000-0000-000000000001");

    private final TestDatabase database = new TestDatabase(Server.POSTGRES);
    private final TcpProxy proxy;
    private final HikariDataSource pool = new HikariDataSource();
    private final Transactions transactions;
    private final AtomicBoolean healthy = new AtomicBoolean();
    private final Payments payments;

    LostAnswerTest() {
        database.execute("create table payment (request uuid primary key)");
        database.execute("create table account (id bigint primary key, balance integer)");
        database.execute("insert into account values (1, 100)");
        int port = URI.create(database.url().substring("jdbc:".length())).getPort();
        proxy = new TcpProxy(port);
        pool.setJdbcUrl(database.url().replace(":" + port + "/", ":" + proxy.port() + "/"));
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(1000);
        transactions = Transactions.builder().database("default", pool).build();
        JooqPayments jooq = new JooqPayments(AatomicJooq.dsl(transactions, SQLDialect.POSTGRES));
        payments = new PaymentsAatomic(new HeldPayments(jooq), transactions);
    }

    @AfterEach
    void close() {
        proxy.release();
        transactions.close();
        pool.close();
        proxy.close();
        database.close();
    }

    /** From its first payment on, the answers of the server are held back. */
    private final class HeldPayments implements Payments {

        private final Payments payments;

        HeldPayments(Payments payments) {
            this.payments = payments;
        }

        @Override
        public CompletionStage<Void> pay(UUID request, long account, int amount) {
            return payments.pay(request, account, amount).thenRun(() -> {
                if (!healthy.getAndSet(true)) {
                    proxy.hold();
                }
            });
        }

        @Override
        public CompletionStage<Boolean> isPaid(UUID request) {
            return payments.isPaid(request);
        }
    }

    private void loseTheAnswer() {
        Await.until(
                "the server has committed",
                () -> database.integers("select count(*) from payment").get(0) == 1);
        proxy.cut();
        proxy.release();
    }

    /** The server gets no COMMIT, since the connection is lost on its way. */
    private void loseTheCommit() {
        AtomicBoolean lost = new AtomicBoolean();
        proxy.change(chunk -> {
            boolean commit = new String(chunk, StandardCharsets.ISO_8859_1).contains("COMMIT");
            if (commit && !lost.getAndSet(true)) {
                proxy.cut();
                proxy.release();
            }
            return chunk;
        });
    }

    private void assertPaidOnce() {
        assertThat(database.integers("select balance from account")).containsExactly(70);
        assertThat(database.integers("select count(*) from payment")).containsExactly(1);
    }

    @Test
    void isPaidOnceWhereTheServerHadCommitted() {
        CompletableFuture<Void> paid = new Cashier(payments).pay(REQUEST, 1, 30).toCompletableFuture();
        loseTheAnswer();

        Await.value(paid);

        assertThat(transactions.metrics().database("default").unknown()).isEqualTo(1);
        assertPaidOnce();
    }

    @Test
    void isPaidOnceWhereTheServerHadNot() {
        loseTheCommit();

        Await.value(new Cashier(payments).pay(REQUEST, 1, 30).toCompletableFuture());

        assertThat(transactions.metrics().database("default").unknown()).isEqualTo(1);
        assertPaidOnce();
    }

    /** The server does not understand the next BEGIN, so what travels with it is a transaction of its own. */
    private void loseTheBegin() {
        healthy.set(true);
        AtomicBoolean lost = new AtomicBoolean();
        proxy.change(chunk -> {
            String text = new String(chunk, StandardCharsets.ISO_8859_1);
            return text.contains("BEGIN\0") && !lost.getAndSet(true)
                    ? text.replace("BEGIN\0", "BEGIX\0").getBytes(StandardCharsets.ISO_8859_1)
                    : chunk;
        });
    }

    @Test
    void isPaidOnceWhereBeginWasLost() {
        loseTheBegin();

        Await.value(new Cashier(payments).pay(REQUEST, 1, 30).toCompletableFuture());

        assertThat(transactions.metrics().database("default").unknown()).isEqualTo(1);
        assertPaidOnce();
    }

    @Test
    void staysUnknownWhereTheSecondTimeFails() {
        CompletionStage<Void> paid = new Cashier(payments).pay(REQUEST, 1, 30);
        Await.until(
                "the server has committed",
                () -> database.integers("select count(*) from payment").get(0) == 1);
        proxy.cutForGood();

        Throwable failure = Await.cause(paid);

        assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(failure.getSuppressed()).hasSize(1);
        assertPaidOnce();
    }

    @Test
    void whoPaysWithoutPayingAgainIsToldThatNobodyKnowsAndCanAsk() {
        CompletionStage<Void> paid = payments.pay(REQUEST, 1, 30);
        loseTheAnswer();

        assertThat(Await.failure(paid)).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(Await.value(payments.isPaid(REQUEST).toCompletableFuture())).isTrue();
        assertThat(Await.value(payments.isPaid(UUID.randomUUID()).toCompletableFuture()))
                .isFalse();
    }
}
