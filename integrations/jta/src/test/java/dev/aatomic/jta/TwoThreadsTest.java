package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.jta.support.Application;
import dev.aatomic.jta.support.SetUp;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.testing.Await;
import jakarta.transaction.Transaction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A JTA transaction that is on two threads at once, as context propagation does, and blocks on both. */
final class TwoThreadsTest {

    /** On another thread, which is in the same transaction meanwhile. */
    private static CompletableFuture<Void> elsewhere(Application application, Runnable work) throws Exception {
        Transaction transaction = application.manager().getTransaction();
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        application.manager().resume(transaction);
                        try {
                            work.run();
                        } finally {
                            application.manager().suspend();
                        }
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                task -> new Thread(task).start());
    }

    /** It would be within the savepoint of the first, and lost with it after it had succeeded. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void secondBlockAtOnceIsRefused(SetUp setUp) {
        Application.run(setUp, application -> {
            application.inJta(() -> {
                application.insert(1);
                assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                            application.insertInBlock(2);
                            CompletableFuture<Void> second = elsewhere(
                                    application,
                                    () -> application.transactions().atomic().run(() -> application.insertInBlock(3)));
                            assertThat(Await.cause(second))
                                    .isInstanceOf(CannotCreateTransactionException.class)
                                    .hasMessageContaining("it would take part in the JTA transaction")
                                    .hasStackTraceContaining(
                                            "A block of database 'default' is open in the JTA transaction")
                                    .hasMessageNotContaining("pool");
                            throw new Boom();
                        }))
                        .isInstanceOf(Boom.class);
            });

            assertThat(application.committed()).containsExactly(1);
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void blocksInTurnTakePart(SetUp setUp) {
        Application.run(setUp, application -> {
            application.inJta(() -> {
                application.transactions().atomic().run(() -> application.insertInBlock(1));
                Await.value(elsewhere(
                        application,
                        () -> application.transactions().atomic().run(() -> application.insertInBlock(2))));
            });

            assertThat(application.committed()).containsExactly(1, 2);
        });
    }

    /** What a block fails with. */
    private static final class Boom extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
