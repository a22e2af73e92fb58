package dev.aatomic.examples.guide.failures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.examples.guide.failures.Failures.RefusedException;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.InnerBlockException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FailuresTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final Transactions transactions = database.transactions();
    private final Failures failures = new Failures(transactions, AatomicJooq.dsl(transactions, SQLDialect.H2));

    private static String told(CompletionStage<?> block) {
        return Await.value(Checkout.told(block).toCompletableFuture());
    }

    @Test
    void outcomeSaysWhatToTell() {
        CompletableFuture<String> hookFails = transactions.atomic().getAsync(() -> {
            transactions.onCommit(() -> {
                throw new IOException("no mail server");
            });
            return "value";
        });
        CompletableFuture<String> bodyFails = transactions.atomic().getAsync(() -> {
            throw new IOException("no");
        });

        assertThat(told(transactions.atomic().getAsync(() -> 1))).isEqualTo("placed");
        assertThat(told(hookFails)).isEqualTo("placed");
        assertThat(told(bodyFails)).startsWith("not placed");
        assertThat(told(CompletableFuture.failedFuture(new CommitOutcomeUnknownException("lost", null))))
                .startsWith("we do not know");
    }

    @Test
    void callerGetsTheUsersOwnException() {
        IOException failure = new IOException("mine");

        CompletableFuture<String> block = transactions.atomic().getAsync(() -> {
            throw failure;
        });

        assertThat(Await.cause(block)).isSameAs(failure).hasNoSuppressedExceptions();
    }

    @Test
    void namedFailureCommits() {
        Failures.Attempts attempts = new Failures_AttemptsAatomic(failures.new JooqAttempts(), transactions);

        assertThat(Await.cause(attempts.record(1))).isInstanceOf(RefusedException.class);
        assertThat(database.orders()).isEqualTo(1);
    }

    @Test
    void swallowedFailureRollsBackAndIsTold() {
        assertThat(Await.cause(failures.swallowed()))
                .isInstanceOf(UnexpectedRollbackException.class)
                .cause()
                .isInstanceOfAny(DataAccessException.class, SQLException.class);
        assertThat(database.orders()).isZero();
    }

    @Test
    void failureInANestedBlockCanBeSwallowed() {
        assertThat(Await.value(failures.mended())).isEqualTo("done");
        assertThat(database.orders()).isEqualTo(1);
    }

    @Test
    void exceptionOfAnotherBlockIsNotThisBlocksVerdict() {
        CompletableFuture<String> block = transactions.atomic().getAsync(() -> {
            transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .run(() -> transactions.onCommit(() -> {
                        throw new IOException("after the inner COMMIT");
                    }));
            return "not reached";
        });

        assertThat(Await.cause(block)).isInstanceOfSatisfying(InnerBlockException.class, failure -> {
            assertThat(failure.outcome()).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(((TransactionException) failure.getCause()).outcome()).isEqualTo(Outcome.COMMITTED);
        });
    }
}
