package dev.aatomic.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.PostgresServer;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.TestTransaction;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Blocks and the transactions of {@code @Transactional}, on the same connections. */
class JtaTest {

    private static final String PLAIN_URL = "jdbc:h2:mem:plain;DB_CLOSE_DELAY=-1";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Entries.class, Service.class, Refused.class))
            .withConfiguration("""
                    quarkus.datasource.db-kind=postgresql
                    quarkus.datasource.jdbc.max-size=3
                    quarkus.datasource.plain.db-kind=h2
                    quarkus.datasource.plain.jdbc.url=%s
                    quarkus.datasource.plain.jdbc.transactions=disabled
                    quarkus.devservices.enabled=false
                    quarkus.http.host-enabled=false
                    quarkus.otel.enabled=false
                    """.formatted(PLAIN_URL))
            .setBeforeAllCustomizer(JtaTest::createDatabase);

    @Inject
    Transactions transactions;

    @Inject
    Service service;

    @Inject
    ManagedExecutor executor;

    @Inject
    TransactionManager transactionManager;

    @Inject
    UserTransaction userTransaction;

    private boolean isTestTransaction;
    private final Entries plain = new Entries(PLAIN_URL);
    private Entries entries = plain;

    private static void createDatabase() {
        APPLICATION.overrideConfigKey("quarkus.datasource.jdbc.url", PostgresServer.createDatabase("jta"));
    }

    @BeforeEach
    void reset() throws SQLException {
        isTestTransaction = false;
        entries = new Entries(ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class));
        entries.create();
        plain.create();
    }

    @AfterEach
    void theThreadIsLeftAsItWas() throws Exception {
        int status = transactionManager.getStatus();
        // One test alone is to fail.
        transactionManager.suspend();
        assertThat(status).isEqualTo(Status.STATUS_NO_TRANSACTION);
    }

    private void block(int value) {
        transactions.atomic().run(() -> {
            Entries.insert(transactions, value).join();
        });
    }

    // ---- a block in a transaction

    @Test
    void aBlockIsCommittedWithTheTransaction() throws Exception {
        List<String> hooks = new ArrayList<>();
        service.required(() -> {
            service.insert(1);
            transactions.atomic().run(() -> {
                Entries.insert(transactions, 2).join();
                transactions.onCommit(() -> hooks.add("committed"));
            });
            assertThat(hooks).isEmpty();
            assertThat(entries.rows()).isEmpty();
        });

        assertThat(entries.rows()).containsExactly(1, 2);
        assertThat(hooks).containsExactly("committed");
    }

    @Test
    void aBlockIsRolledBackWithTheTransaction() throws Exception {
        assertThatThrownBy(() -> service.required(() -> {
                    block(1);
                    throw new Refused();
                }))
                .isInstanceOf(Refused.class);

        assertThat(entries.rows()).isEmpty();
    }

    @Test
    void aBlockThatFailsAloneLeavesTheRest() throws Exception {
        service.required(() -> {
            service.insert(1);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        Entries.insert(transactions, 2).join();
                        throw new Refused();
                    }))
                    .isInstanceOf(Refused.class);
        });

        assertThat(entries.rows()).containsExactly(1);
    }

    @Test
    void anAsynchronousBlockIsRefused() throws Exception {
        service.required(() -> assertThatThrownBy(
                        () -> Await.thrown(transactions.atomic().getStageAsync(() -> Entries.insert(transactions, 1))))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("JTA"));

        assertThat(entries.rows()).isEmpty();
    }

    @Test
    void whatAHookThrowsAfterCommitReachesTheCaller() throws Exception {
        for (boolean requiresNew : new boolean[] {false, true}) {
            reset();
            assertThatThrownBy(() -> {
                        if (requiresNew) {
                            service.requiresNew(this::blockWithFailingHook);
                        } else {
                            service.required(this::blockWithFailingHook);
                        }
                    })
                    .isInstanceOf(AfterCommitException.class)
                    .hasCauseInstanceOf(Refused.class);
            assertThat(entries.rows()).containsExactly(1);
        }
    }

    private void blockWithFailingHook() {
        transactions.atomic().run(() -> {
            Entries.insert(transactions, 1).join();
            transactions.onCommit(() -> {
                throw new Refused();
            });
        });
    }

    @Test
    @TestTransaction
    void aBlockInATestTransactionIsPartOfIt() throws Exception {
        isTestTransaction = true;
        block(1);
        service.insert(2);

        assertThat(transactionManager.getStatus()).isEqualTo(Status.STATUS_ACTIVE);
        assertThat(transactions.atomic().get(() -> Await.value(Entries.count(transactions))))
                .isEqualTo(2);
    }

    /**
     * Starts a thread to which Quarkus carries the transaction. It is waited for to its end before the commit, which fails while the
     * transaction is current on another thread too.
     */
    private Thread elsewhere(CompletableFuture<Void> done, Runnable work) {
        Thread thread = new Thread(executor.getThreadContext().contextualRunnable(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (Throwable t) {
                done.completeExceptionally(t);
            }
        }));
        thread.start();
        return thread;
    }

    /** There the savepoint of the first block would undo what the second did. */
    @Test
    void aSecondBlockAtOnceOnAnotherThreadIsRefused() throws Exception {
        service.required(() -> {
            CountDownLatch isOpen = new CountDownLatch(1);
            CompletableFuture<Void> second = new CompletableFuture<>();
            Thread thread = elsewhere(second, () -> {
                Await.latch(isOpen);
                block(2);
            });
            transactions.atomic().run(() -> {
                Entries.insert(transactions, 1).join();
                isOpen.countDown();
                assertThat(Await.cause(second))
                        .isInstanceOf(CannotCreateTransactionException.class)
                        .hasStackTraceContaining("is open in the JTA transaction");
            });
            thread.join();
        });

        assertThat(entries.rows()).containsExactly(1);
    }

    /** What begins in a block is nested in it, there too. */
    @Test
    void aNestedBlockOnAnotherThreadTakesPart() throws Exception {
        service.required(() -> {
            CompletableFuture<Void> nested = new CompletableFuture<>();
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            transactions.atomic().run(() -> {
                Entries.insert(transactions, 1).join();
                thread.complete(elsewhere(nested, () -> block(2)));
                Await.value(nested);
            });
            Await.value(thread).join();
        });

        assertThat(entries.rows()).containsExactly(1, 2);
    }

    /** Told when the test transaction is over. */
    @AfterEach
    void aBlockInATestTransactionIsRolledBack() throws SQLException {
        if (isTestTransaction) {
            assertThat(entries.rows()).isEmpty();
        }
    }

    // ---- a transaction in a block

    @Test
    void aTransactionInABlockIsRefusedAndLeavesNothing() throws Exception {
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    Entries.insert(transactions, 1).join();
                    service.insert(2);
                }))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("A JTA transaction would have begun inside a block of database '<default>'");

        assertThat(entries.rows()).isEmpty();
    }

    @Test
    void aTransactionInTheCodeOfAnAsynchronousBlockIsRefused() throws Exception {
        assertThatThrownBy(() -> Await.thrown(transactions.atomic().getAsync(() -> service.insert(1))))
                .isInstanceOf(TransactionManagementException.class);

        assertThat(entries.rows()).isEmpty();
    }

    @Test
    void otherWaysToBeginAreRefusedToo() throws Exception {
        transactions.atomic().run(() -> {
            assertThatThrownBy(() -> userTransaction.begin()).isInstanceOf(TransactionManagementException.class);
            assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {}))
                    .isInstanceOf(TransactionManagementException.class);
            Entries.insert(transactions, 1).join();
        });

        assertThat(entries.rows()).containsExactly(1);
    }

    @Test
    void aTransactionInTheAutocommitContextOfABlockStays() throws Exception {
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.autocommit(() -> service.insert(1));
                    throw new Refused();
                }))
                .isInstanceOf(Refused.class);

        assertThat(entries.rows()).containsExactly(1);
    }

    // ---- a data source that takes no part in JTA

    @Test
    void aBlockOfAnotherDataSourceHasATransactionOfItsOwn() throws Exception {
        assertThatThrownBy(() -> service.required(() -> {
                    transactions.atomic().using("plain").run(() -> {
                        Entries.insert(transactions, 1).join();
                    });
                    throw new Refused();
                }))
                .isInstanceOf(Refused.class);
        assertThat(plain.rows()).containsExactly(1);

        transactions.atomic().using("plain").run(() -> {
            Entries.insert(transactions, 2).join();
            service.insert(3);
        });
        assertThat(plain.rows()).containsExactly(1, 2);
        assertThat(entries.rows()).containsExactly(3);
    }

    @Test
    void anAsynchronousBlockThatRequiresANewTransactionHasNoneOfTheCallers() throws Exception {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        assertThatThrownBy(() -> service.required(() -> {
                    Await.value(transactions
                            .atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .getStageAsync(() -> {
                                status.complete(transactionManager.getStatus());
                                return Entries.insert(transactions, 1);
                            }));
                    throw new Refused();
                }))
                .isInstanceOf(Refused.class);

        assertThat(Await.value(status)).isEqualTo(Status.STATUS_NO_TRANSACTION);
        assertThat(entries.rows()).containsExactly(1);
    }
}
