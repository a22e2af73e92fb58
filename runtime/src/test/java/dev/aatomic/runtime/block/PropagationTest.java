package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Propagation: what a block does about the one that is open where it is called. */
@Tag("propagation")
final class PropagationTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** Writes 1, then a block that writes 2 and fails, whose failure is swallowed, then 3 if the block still takes it. */
    private static CompletableFuture<Integer> aroundAFailing(Transactions transactions, Propagation propagation) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .propagation(propagation)
                                .<Integer>getStageAsync(() -> transactions
                                        .submit(insert(2))
                                        .thenCompose(m -> CompletableFuture.failedFuture(new IOException("inner"))))
                                .exceptionally(failure -> 0))
                        .thenCompose(n -> transactions.submit(insert(3))));
    }

    /** A block that writes 2 and fails, with none around it. */
    private static Throwable failingAlone(Transactions transactions, Propagation propagation) {
        return Await.cause(transactions
                .atomic()
                .propagation(propagation)
                .<Integer>getStageAsync(() -> transactions
                        .submit(insert(2))
                        .thenCompose(m -> CompletableFuture.failedFuture(new IOException("alone")))));
    }

    private static void failingAloneBlocking(Transactions transactions, Propagation propagation) throws IOException {
        transactions.atomic().propagation(propagation).run(() -> {
            transactions.submit(insert(3)).join();
            throw new IOException("alone");
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Propagation.class,
            names = {"NESTED", "MANDATORY"})
    void nestedAndMandatoryHaveASavepointOfTheirOwn(Propagation propagation) {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(aroundAFailing(transactions, propagation));

        assertThat(database.rows()).containsExactly(1, 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Propagation.class,
            names = {"REQUIRED", "SUPPORTS"})
    void requiredAndSupportsJoinWithoutASavepoint(Propagation propagation) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.cause(aroundAFailing(transactions, propagation));

        assertThat(failure).isInstanceOf(TransactionException.class);
        assertThat(database.rows()).isEmpty();
        assertThat(database.source().count("Connection.setSavepoint")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void requiresNewRollsBackAlone(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);

        Await.value(aroundAFailing(transactions, Propagation.REQUIRES_NEW));

        assertThat(database.rows()).containsExactly(1, 3);
        assertThat(database.source().count("DataSource.getConnection")).isEqualTo(2);
        assertThat(database.source().count("Connection.setSavepoint")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void requiresNewCommitsWhateverBecomesOfItsOpener(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("opener");
        Atomic independent = transactions.atomic().propagation(Propagation.REQUIRES_NEW);

        Throwable thrown = Await.cause(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> independent.getStageAsync(() -> transactions.submit(insert(2))))
                        .thenCompose(n -> CompletableFuture.failedFuture(failure))));
        assertThat(thrown).isSameAs(failure);
        assertThat(database.rows()).containsExactly(2);

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(insert(3)).join();
                    independent.run(() -> {
                        assertThat(transactions.scope().depth()).isZero();
                        transactions.submit(insert(4)).join();
                    });
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(database.rows()).containsExactly(2, 4);
    }

    @Test
    void openerWaitsForItsRequiresNew() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        AtomicReference<CompletableFuture<Integer>> independent = new AtomicReference<>();
        CompletableFuture<Scope> opened = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            independent.set(
                    transactions.atomic().propagation(Propagation.REQUIRES_NEW).getStageAsync(() -> {
                        transactions.submit(insert(2));
                        return gate;
                    }));
            opened.complete(transactions.scope());
            return transactions.submit(insert(1));
        });
        Scope scope = Await.value(opened);
        Await.until("the opener's body is done", () -> !scope.isOpen());

        assertThat(block).isNotDone();
        assertThat(database.rows()).isEmpty();
        gate.complete(7);

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1, 2);
        assertThat(Await.value(independent.get())).isEqualTo(7);
    }

    @Test
    void requiresNewIsCancelledWhenItsOpenersBodyFails() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> never = new CompletableFuture<>();
        AtomicReference<CompletableFuture<Integer>> independent = new AtomicReference<>();
        IOException failure = new IOException("opener");

        Throwable thrown = Await.failure(transactions.atomic().<Integer>getStageAsync(() -> {
            CompletableFuture<Integer> started = new CompletableFuture<>();
            independent.set(
                    transactions.atomic().propagation(Propagation.REQUIRES_NEW).getStageAsync(() -> {
                        transactions.submit(insert(2));
                        started.complete(1);
                        return never;
                    }));
            return started.thenCompose(n -> CompletableFuture.failedFuture(failure));
        }));

        assertThat(thrown).isSameAs(failure);
        assertThat(database.rows()).isEmpty();
        Await.until("its future is cancelled", () -> independent.get().isCancelled());
        Await.until("what its body returned is cancelled", never::isCancelled);
    }

    @Test
    void mandatoryFailsWhereNoBlockIsOpen() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThat(failingAlone(transactions, Propagation.MANDATORY))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("MANDATORY")
                .hasMessageContaining("bind(stage)");
        assertThatThrownBy(() -> failingAloneBlocking(transactions, Propagation.MANDATORY))
                .isInstanceOf(NoTransactionException.class);
        transactions.autocommit(() -> {
            assertThatThrownBy(() -> failingAloneBlocking(transactions, Propagation.MANDATORY))
                    .isInstanceOf(NoTransactionException.class);
            return 0;
        });
        assertThat(Await.cause(
                        transactions.atomic().propagation(Propagation.MANDATORY).enter()))
                .isInstanceOf(NoTransactionException.class);

        assertThat(database.rows()).isEmpty();
        assertThat(database.source().count("DataSource.getConnection")).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Propagation.class,
            names = {"NESTED", "REQUIRED", "REQUIRES_NEW"})
    void theseAreATransactionWhereNoBlockIsOpen(Propagation propagation) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThat(failingAlone(transactions, propagation)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> failingAloneBlocking(transactions, propagation))
                .isInstanceOf(IOException.class);

        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Propagation.class,
            names = {"SUPPORTS", "NOT_SUPPORTED", "NEVER"})
    void theseCommitEachStatementWhereNoBlockIsOpen(Propagation propagation) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThat(failingAlone(transactions, propagation)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> failingAloneBlocking(transactions, propagation))
                .isInstanceOf(IOException.class);

        assertThat(database.rows()).containsExactly(2, 3);
        assertThat(database.source().count("Connection.commit")).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Propagation.class,
            names = {"SUPPORTS", "NOT_SUPPORTED", "NEVER"})
    void enteringWhatMayBeNoBlockFailsClearly(Propagation propagation) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThatThrownBy(() -> Await.thrown(
                        transactions.atomic().propagation(propagation).enter()))
                .isInstanceOf(TransactionException.class)
                .hasMessageContaining(propagation.name());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void notSupportedRunsOutsideTheBlockAround(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);
        Atomic outside = transactions.atomic().propagation(Propagation.NOT_SUPPORTED);
        IOException failure = new IOException("around");

        assertThat(Await.cause(transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .submit(insert(1))
                                .thenCompose(n -> outside.getStageAsync(() -> transactions.submit(insert(2))))
                                .thenCompose(n -> CompletableFuture.failedFuture(failure)))))
                .isSameAs(failure);
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(insert(3)).join();
                    outside.run(() -> transactions.submit(insert(4)).join());
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(database.rows()).containsExactly(2, 4);
    }

    @Test
    void neverFailsInsideABlock() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThat(Await.cause(transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .atomic()
                                .propagation(Propagation.NEVER)
                                .getStageAsync(() -> transactions.submit(insert(1))))))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("NEVER");
        transactions
                .atomic()
                .run(() -> assertThatThrownBy(() -> failingAloneBlocking(transactions, Propagation.NEVER))
                        .isInstanceOf(TransactionManagementException.class));

        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void strictBlockInALaxerOneFails(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);
        Atomic writer = transactions.atomic().readOnly(false);
        Atomic serializable = transactions.atomic().isolation(Isolation.SERIALIZABLE);
        Atomic readCommitted = transactions.atomic().isolation(Isolation.READ_COMMITTED);

        transactions.atomic().readOnly().run(() -> {
            assertThatThrownBy(() -> writer.run(() -> {}))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("read-only");
            writer.propagation(Propagation.REQUIRES_NEW)
                    .run(() -> transactions.submit(insert(1)).join());
        });
        readCommitted.run(() -> {
            assertThat(Await.failure(serializable.runAsync(() -> {})))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("SERIALIZABLE")
                    .hasMessageContaining("READ_COMMITTED");
            serializable
                    .propagation(Propagation.REQUIRES_NEW)
                    .run(() -> transactions.submit(insert(2)).join());
        });

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void laxerBlockJoins(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().isolation(Isolation.SERIALIZABLE).readOnly(false).run(() -> {
            transactions.atomic().run(() -> transactions.submit(insert(1)).join());
            transactions.atomic().readOnly().run(() -> {});
            transactions
                    .atomic()
                    .isolation(Isolation.READ_COMMITTED)
                    .run(() -> transactions.submit(insert(2)).join());
        });
        transactions.atomic().readOnly().run(() -> transactions.atomic().run(() -> {}));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void contradictionsAreRefusedWhenBuilt() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Atomic atomic = fixtures.transactions(database).atomic();
        IllegalArgumentException expected = new IllegalArgumentException();

        for (Propagation propagation : Propagation.values()) {
            assertThatThrownBy(() -> atomic.savepoint(false).propagation(propagation))
                    .hasSameClassAs(expected)
                    .hasMessageContainingAll("savepoint", "propagation");
            assertThatThrownBy(() -> atomic.propagation(propagation).savepoint(true))
                    .hasSameClassAs(expected)
                    .hasMessageContainingAll("savepoint", "propagation");
            if (propagation != Propagation.NESTED && propagation != Propagation.REQUIRED) {
                assertThatThrownBy(() -> atomic.durable().propagation(propagation))
                        .hasSameClassAs(expected)
                        .hasMessageContainingAll("durable", "propagation", propagation.name());
            }
        }
        for (Propagation propagation :
                new Propagation[] {Propagation.SUPPORTS, Propagation.NOT_SUPPORTED, Propagation.NEVER}) {
            Atomic maybe = atomic.propagation(propagation);
            assertThatThrownBy(() -> maybe.isolation(Isolation.SERIALIZABLE))
                    .hasSameClassAs(expected)
                    .hasMessageContaining("isolation");
            assertThatThrownBy(maybe::readOnly).hasSameClassAs(expected).hasMessageContaining("readOnly");
            assertThatThrownBy(() -> maybe.timeout(Duration.ofSeconds(1)))
                    .hasSameClassAs(expected)
                    .hasMessageContaining("timeout");
            assertThatThrownBy(() -> maybe.retry(RetryPolicy.ofMaxAttempts(2)))
                    .hasSameClassAs(expected)
                    .hasMessageContaining("retry");
            assertThatThrownBy(() -> maybe.noRollbackFor(IOException.class))
                    .hasSameClassAs(expected)
                    .hasMessageContaining("noRollbackFor");
        }
        assertThatThrownBy(() -> atomic.using("billing"))
                .hasSameClassAs(expected)
                .hasMessageContaining("billing");
    }
}
