package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.application.Application;
import dev.aatomic.application.AsyncEntries;
import dev.aatomic.application.Entry;
import dev.aatomic.application.ReactiveEntries;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.micronaut.data.connection.ConnectionOperations;
import io.micronaut.data.connection.ConnectionStatus;
import io.micronaut.data.connection.exceptions.ConnectionException;
import io.micronaut.data.connection.exceptions.NoConnectionException;
import io.micronaut.data.connection.support.AbstractConnectionOperations;
import io.micronaut.data.connection.support.ConnectionCustomizer;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Micronaut Data's repositories, {@code @Connectable} methods and the injected connection, in blocks and outside. */
final class RepositoryInBlockTest {

    private static final IllegalStateException UNDONE = new IllegalStateException("undone");

    @ParameterizedTest
    @EnumSource(Server.class)
    void savesWithTheBlock(Server server) throws Exception {
        Application.run(server, application -> {
            application.transactions().atomic().run(() -> {
                application.insert(1);
                assertThat(application.seen()).containsExactly(1);
                assertThat(application.committed()).isEmpty();
            });

            assertThat(application.committed()).containsExactly(1);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatWasSavedInABlockThatRollsBackIsGone(Server server) throws Exception {
        Application.run(server, application -> {
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        application.insert(1);
                        throw UNDONE;
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).isEmpty();
        });
    }

    @Test
    void aFailedNestedBlockTakesWhatWasSavedInItAlone() throws Exception {
        Application.run(Server.POSTGRES, application -> {
            Transactions transactions = application.transactions();
            transactions.atomic().run(() -> {
                application.insert(1);
                assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            application.insert(2);
                            application.insert(2);
                        }))
                        .hasStackTraceContaining("duplicate key");
                application.insert(3);
            });

            assertThat(application.committed()).containsExactly(1, 3);
        });
    }

    @Test
    void savesInAContinuationOfAnAsynchronousBlock() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            CompletableFuture<Integer> gate = new CompletableFuture<>();
            CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
                application.insert(1);
                return transactions.bind(gate).thenApply(value -> {
                    application.insert(value);
                    return application.committed().size();
                });
            });
            gate.completeAsync(() -> 2);

            assertThat(Await.value(block)).isZero();
            assertThat(application.committed()).containsExactly(1, 2);
        });
    }

    @Test
    void savesInAStep() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        Await.value(transactions.submit(connection -> {
                            application.insert(1);
                            return null;
                        }));
                        assertThat(application.seen()).containsExactly(1);
                        throw UNDONE;
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).isEmpty();
        });
    }

    @Test
    void aStreamIsReadInTheBlock() throws Exception {
        Application.run(
                Server.H2,
                application -> application.transactions().atomic().run(() -> {
                    application.insert(1);
                    application.insert(2);
                    try (Stream<Entry> rows = application.entries().findByVGreaterThan(0)) {
                        assertThat(rows.map(Entry::v)).containsExactlyInAnyOrder(1, 2);
                    }
                }));
    }

    /** They run on another thread, and would commit there by themselves. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void aRepositoryThatReturnsFuturesIsInTheBlock(Server server) throws Exception {
        Application.run(server, application -> {
            AsyncEntries entries = application.bean(AsyncEntries.class);
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> Await.thrown(transactions
                            .atomic()
                            .getStageAsync(() -> entries.save(new Entry(1))
                                    .thenCompose(saved -> entries.count())
                                    .thenAccept(count -> {
                                        assertThat(count).isEqualTo(1);
                                        throw UNDONE;
                                    }))))
                    .isSameAs(UNDONE);
            assertThat(application.committed()).isEmpty();

            transactions
                    .atomic()
                    .run(() -> Await.value(entries.save(new Entry(2)).toCompletableFuture()));
            assertThat(application.committed()).containsExactly(2);
        });
    }

    @Test
    void soItIsWithAnotherKindOfExecutor() throws Exception {
        Map<String, Object> scheduled =
                Map.of("micronaut.executors.io.type", "scheduled", "micronaut.executors.io.core-pool-size", 1);
        Application.run(Server.H2, scheduled, application -> {
            assertThat(application.context().getBean(ExecutorService.class, Qualifiers.byName("io")))
                    .isInstanceOf(ScheduledExecutorService.class);
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        Await.value(application
                                .bean(AsyncEntries.class)
                                .save(new Entry(1))
                                .toCompletableFuture());
                        throw UNDONE;
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).isEmpty();
        });
    }

    @Test
    void whatMicronautAddsToConnectionsIsThereOutsideOfBlocks() throws Exception {
        Application.run(Server.H2, application -> {
            AtomicInteger added = new AtomicInteger();
            @SuppressWarnings("unchecked")
            AbstractConnectionOperations<Connection> operations = application.bean(AbstractConnectionOperations.class);
            operations.addConnectionCustomizer(new ConnectionCustomizer<>() {
                @Override
                public <R> Function<ConnectionStatus<Connection>, R> intercept(
                        Function<ConnectionStatus<Connection>, R> work) {
                    added.incrementAndGet();
                    return work;
                }
            });
            application.insert(1);
            assertThat(added).hasPositiveValue();
        });
    }

    @Test
    void aRepositoryThatReturnsPublishersIsInTheBlock() throws Exception {
        Application.run(Server.H2, application -> {
            ReactiveEntries entries = application.bean(ReactiveEntries.class);
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        assertThat(Await.value(entries.save(new Entry(1)).toFuture()))
                                .isEqualTo(new Entry(1));
                        throw UNDONE;
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).isEmpty();
        });
    }

    @Test
    void aConnectableMethodIsInTheBlock() throws Exception {
        Application.run(Server.H2, application -> {
            assertThatThrownBy(() -> application
                            .transactions()
                            .atomic()
                            .run(() -> application.services().connectable(() -> {
                                application.insert(1);
                                assertThat(application.seen()).containsExactly(1);
                                throw UNDONE;
                            })))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).isEmpty();
        });
    }

    /** The connection that is around it is another one, on which statements would commit by themselves. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void aBlockInAConnectableMethodHasItsOwnConnection(Server server) throws Exception {
        Application.run(
                server,
                application -> application.services().connectable(() -> {
                    application.insert(1);
                    assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                                application.insert(2);
                                application.injected("insert into entry values (3)");
                                throw UNDONE;
                            }))
                            .isSameAs(UNDONE);
                    application.insert(4);

                    assertThat(application.committed()).containsExactly(1, 4);
                    return null;
                }));
    }

    @Test
    void anInjectedConnectionIsTheBlocks() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            transactions.atomic().run(() -> {
                application.injected("insert into entry values (1)");
                assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            application.injected("insert into entry values (2)");
                            throw UNDONE;
                        }))
                        .isSameAs(UNDONE);
                application.injected("insert into entry values (3)");
                assertThat(application.committed()).isEmpty();
            });

            assertThat(application.committed()).containsExactly(1, 3);
        });
    }

    @Test
    void aConnectionApartFromTheBlockIsRefused() throws Exception {
        Application.run(
                Server.H2,
                application -> assertThatThrownBy(() -> application
                                .transactions()
                                .atomic()
                                .run(() -> application.services().newConnection(() -> application.insert(1))))
                        .isInstanceOf(ConnectionException.class)
                        .hasMessageContaining("Services.newConnection")
                        .hasMessageContaining("@Aatomic(propagation = REQUIRES_NEW)"));
    }

    /** Micronaut has no such connections over JDBC. */
    @Test
    void aConnectableMethodThatReturnsAStageIsRefused() throws Exception {
        Application.run(Server.H2, application -> {
            CompletableFuture<Object> block = application
                    .transactions()
                    .atomic()
                    .getStageAsync(() -> application.services().connectableStage(() -> {
                        application.insert(1);
                        return CompletableFuture.completedFuture("done");
                    }));

            assertThat(Await.cause(block)).hasMessageContaining("async capable connection manager");
            assertThat(application.committed()).isEmpty();
        });
    }

    @Test
    void outsideOfBlocksItIsAsEver() throws Exception {
        Application.run(Server.H2, application -> {
            application.insert(1);
            assertThat(application.committed()).containsExactly(1);
            assertThat(application.seen()).containsExactly(1);
            assertThat(Await.value(application
                            .bean(AsyncEntries.class)
                            .save(new Entry(2))
                            .toCompletableFuture()))
                    .isEqualTo(new Entry(2));
            assertThatThrownBy(() -> application.injected("select 1")).isInstanceOf(NoConnectionException.class);
            application.services().connectable(() -> {
                application.injected("insert into entry values (3)");
                return null;
            });
            assertThat(application.committed()).containsExactly(1, 2, 3);
        });
    }

    @Test
    void aHookSavesByItself() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            application.services().connectable(() -> {
                assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            transactions.onCommit(() -> {
                                application.insert(1);
                                assertThat(application.committed()).containsExactly(1);
                                throw UNDONE;
                            });
                        }))
                        .hasCause(UNDONE);
                return null;
            });

            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void inTheAutocommitContextItSavesByItself() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.autocommit(() -> {
                            application.insert(1);
                            return null;
                        });
                        throw UNDONE;
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void aRequiredTransactionIsMissed() throws Exception {
        Application.run(Server.H2, Map.of("aatomic.require-transaction", true), application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> application.insert(1))
                    .hasStackTraceContaining("where no block of the database 'default' and no transaction is open");
            assertThatThrownBy(() -> application.services().connectable(() -> null))
                    .isInstanceOf(NoConnectionException.class);

            transactions.atomic().run(() -> application.insert(2));
            application.services().required(() -> application.insert(3));
            transactions.autocommit(() -> {
                application.insert(4);
                return null;
            });
            assertThat(application.committed()).containsExactly(2, 3, 4);
        });
    }

    /** Handles are given back with their use: a block of any length holds one connection. */
    @Test
    void aBlockHoldsOneConnection() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            transactions.atomic().run(() -> {
                for (int i = 0; i < 20; i++) {
                    application.insert(i);
                    application.bean(ConnectionOperations.class).findConnectionStatus();
                }
                assertThat(transactions.metrics().database("default").active()).isEqualTo(1);
            });
        });
    }
}
