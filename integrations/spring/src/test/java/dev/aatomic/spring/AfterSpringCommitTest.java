package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What is done on the thread of a Spring transaction that has committed, or rolled back, and is still bound there. */
final class AfterSpringCommitTest {

    private static final IllegalStateException UNDONE = new IllegalStateException("undone");

    private final List<String> ran = new CopyOnWriteArrayList<>();

    private static void whenCommitted(int order, Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }

            @Override
            public int getOrder() {
                return order;
            }
        });
    }

    private void blocks(Application application) {
        Transactions transactions = application.transactions();
        transactions.atomic().run(() -> {
            transactions.onCommit(() -> ran.add("committed"));
            application.insert(2);
        });
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    application.insert(3);
                    throw UNDONE;
                }))
                .isSameAs(UNDONE);
        Await.value(transactions.atomic().durable().getStageAsync(() -> {
            application.insert(4);
            return CompletableFuture.completedFuture(4);
        }));
    }

    /** A part of what has committed would never be committed, or, as the pool puts autocommit back, by chance. */
    @ParameterizedTest
    @CsvSource({
        "H2, true, false, 0",
        "H2, true, true, 0",
        "H2, false, false, 0",
        "H2, false, true, 0",
        "POSTGRES, true, false, 2147483647",
        "POSTGRES, true, true, 2147483647",
        "POSTGRES, false, false, 2147483647",
        "POSTGRES, false, true, 0"
    })
    void blockOfWhoIsToldOfTheCommitIsATransactionOfItsOwn(
            Server server, boolean isAutocommitPool, boolean isWithBlock, int order) {
        Application.on(server).connections(8).run(application -> {
            application.bean(HikariDataSource.class).setAutoCommit(isAutocommitPool);
            application.inSpring(() -> {
                application.insert(0);
                whenCommitted(order, () -> blocks(application));
                if (isWithBlock) {
                    application.transactions().atomic().run(() -> application.insert(1));
                }
            });

            assertThat(application.committed())
                    .containsExactlyElementsOf(isWithBlock ? List.of(0, 1, 2, 4) : List.of(0, 2, 4));
            assertThat(ran).containsExactly("committed");
        });
    }

    /** As a {@code @TransactionalEventListener} has one that is to commit what it does. */
    @ParameterizedTest
    @CsvSource({"false, 0", "true, 0", "true, 2147483647"})
    void independentSpringTransactionOfWhoIsToldOfTheCommitCommits(boolean isWithBlock, int order) {
        Application.on(Server.H2).connections(8).run(application -> {
            application.inSpring(() -> {
                if (isWithBlock) {
                    application.transactions().atomic().run(() -> application.insert(1));
                }
                whenCommitted(order, () -> independent(application, 2));
            });

            assertThat(application.committed()).containsExactlyElementsOf(isWithBlock ? List.of(1, 2) : List.of(2));
        });
    }

    private static void independent(Application application, int value) {
        application
                .spring(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                .executeWithoutResult(status -> application.insert(value));
    }

    private static void transactionsOfAHook(Application application) {
        Transactions transactions = application.transactions();
        application.inSpring(() -> application.insert(2));
        independent(application, 3);
        transactions.atomic().run(() -> application.insert(4));
        transactions.atomic().run(() -> application.inSpring(() -> application.insert(5)));
        application.inSpring(() -> transactions.atomic().run(() -> application.insert(6)));
        assertThatThrownBy(() -> application.inSpring(() -> {
                    application.insert(7);
                    throw UNDONE;
                }))
                .isSameAs(UNDONE);
        Await.value(transactions.atomic().getStageAsync(() -> {
            application.insert(8);
            return CompletableFuture.completedFuture(8);
        }));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void hookBeginsATransactionOfItsOwn(Server server) {
        Application.on(server).connections(8).run(application -> {
            application.inSpring(() -> {
                application.transactions().atomic().run(() -> {
                    application.insert(1);
                    application.transactions().onCommit(() -> transactionsOfAHook(application));
                });
                whenCommitted(Ordered.LOWEST_PRECEDENCE, () -> ran.add("" + application.seen()));
            });

            assertThat(application.committed()).containsExactly(1, 2, 3, 4, 5, 6, 8);
            assertThat(ran).hasSize(1);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void soDoesAHookAfterTheRollback(Server server) {
        Application.on(server).connections(8).run(application -> {
            assertThatThrownBy(() -> application.inSpring(() -> {
                        application.transactions().atomic().run(() -> {
                            application.insert(1);
                            application.transactions().onRollback(() -> transactionsOfAHook(application));
                        });
                        throw UNDONE;
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).containsExactly(2, 3, 4, 5, 6, 8);
        });
    }
}
