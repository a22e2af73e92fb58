package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.jta.support.Application;
import dev.aatomic.jta.support.SetUp;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Work in a JTA transaction that is not part of it: the transaction is off its thread meanwhile. */
final class IndependentBlockTest {

    private static Atomic independent(Transactions transactions) {
        return transactions.atomic().propagation(Propagation.REQUIRES_NEW);
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void requiresNewSurvivesTheRollbackInBothForms(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            IOException failure = new IOException("around");
            assertThatThrownBy(() -> application.inJta(() -> {
                        application.insert(1);
                        independent(transactions).run(() -> {
                            assertThat(application.status()).isEqualTo(Status.STATUS_NO_TRANSACTION);
                            application.insertInBlock(2);
                        });
                        Await.value(independent(transactions)
                                .getStageAsync(() -> transactions.submit(connection ->
                                        connection.createStatement().executeUpdate("insert into entry values (3)"))));
                        assertThat(application.committed()).containsExactly(2, 3);
                        assertThat(application.status()).isEqualTo(Status.STATUS_ACTIVE);
                        application.insert(4);
                        throw failure;
                    }))
                    .isSameAs(failure);

            assertThat(application.committed()).containsExactly(2, 3);
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void requiresNewInABlockThatTakesPart(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            IOException failure = new IOException("independent");
            application.inJta(() -> transactions.atomic().run(() -> {
                application.insertInBlock(1);
                independent(transactions).run(() -> application.insertInBlock(2));
                assertThatThrownBy(() -> independent(transactions).run(() -> {
                            application.insertInBlock(3);
                            throw failure;
                        }))
                        .isSameAs(failure);
                application.insertInBlock(4);
                assertThat(application.committed()).containsExactly(2);
            }));

            assertThat(application.committed()).containsExactly(1, 2, 4);
        });
    }

    /** Each attempt is a transaction of its own. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void requiresNewWithARetry(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            AtomicInteger attempts = new AtomicInteger();
            application.inJta(() -> {
                application.insert(1);
                independent(transactions).retry(RetryPolicy.ofMaxAttempts(3)).run(() -> {
                    application.insertInBlock(2);
                    if (attempts.incrementAndGet() == 1) {
                        throw new SQLException("conflict", "40001");
                    }
                });
                application.insert(3);
            });

            assertThat(attempts).hasValue(2);
            assertThat(application.committed()).containsExactly(1, 2, 3);
        });
    }

    /** Without that, the pool would enlist the connections of these statements too. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void autocommitCommitsAtOnce(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            IOException failure = new IOException("around");
            assertThatThrownBy(() -> application.inJta(() -> {
                        application.insert(1);
                        transactions.autocommit(() -> {
                            application.insertInBlock(2);
                            return null;
                        });
                        transactions
                                .atomic()
                                .propagation(Propagation.NOT_SUPPORTED)
                                .run(() -> application.insertInBlock(3));
                        transactions
                                .atomic()
                                .run(() -> transactions.autocommit(() -> {
                                    application.insertInBlock(4);
                                    return null;
                                }));
                        assertThat(application.committed()).containsExactly(2, 3, 4);
                        throw failure;
                    }))
                    .isSameAs(failure);

            assertThat(application.committed()).containsExactly(2, 3, 4);
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void requiresNewIsPossibleWhereTheTransactionIsMarkedForRollback(SetUp setUp) {
        Application.run(setUp, application -> {
            assertThatThrownBy(() -> application.inJta(() -> {
                        application.insert(1);
                        application.manager().setRollbackOnly();
                        independent(application.transactions()).run(() -> application.insertInBlock(2));
                    }))
                    .isInstanceOf(RollbackException.class);

            assertThat(application.committed()).containsExactly(2);
        });
    }

    /** An executor that runs tasks where they are handed over is on the thread of the transaction. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void requiresNewOnAnExecutorThatRunsItHere(SetUp setUp) {
        Application.run(setUp, 3, builder -> builder.executor(Runnable::run), application -> {
            IOException failure = new IOException("around");
            assertThatThrownBy(() -> application.inJta(() -> {
                        application.insert(1);
                        Await.value(
                                independent(application.transactions()).runAsync(() -> application.insertInBlock(2)));
                        throw failure;
                    }))
                    .isSameAs(failure);

            assertThat(application.committed()).containsExactly(2);
        });
    }
}
