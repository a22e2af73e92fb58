package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.application.Application;
import dev.aatomic.application.AsyncEntries;
import dev.aatomic.application.Entry;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.micronaut.transaction.async.AsyncTransactionOperations;
import io.micronaut.transaction.exceptions.IllegalTransactionStateException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** {@code @Transactional} methods that return stages and publishers, in blocks. */
final class AsyncTransactionalInBlockTest {

    private static final IllegalStateException UNDONE = new IllegalStateException("undone");

    @ParameterizedTest
    @EnumSource(Server.class)
    void aStageIsAPartOfTheBlock(Server server) throws Exception {
        Application.run(server, application -> {
            Transactions transactions = application.transactions();
            AsyncEntries entries = application.bean(AsyncEntries.class);
            CompletableFuture<Object> undone = transactions
                    .atomic()
                    .getStageAsync(() -> application
                            .services()
                            .stage(() -> entries.save(new Entry(1)))
                            .thenApply(saved -> {
                                assertThat(application.committed()).isEmpty();
                                throw UNDONE;
                            }));
            assertThat(Await.cause(undone)).isSameAs(UNDONE);
            assertThat(application.committed()).isEmpty();

            Await.value(transactions
                    .atomic()
                    .getStageAsync(() -> application.services().stage(() -> entries.save(new Entry(2)))));
            assertThat(application.committed()).containsExactly(2);
        });
    }

    @Test
    void itsFailureRollsTheBlockBackAndANestedOneAlone() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            CompletableFuture<Object> gate = new CompletableFuture<>();
            CompletableFuture<Void> swallowed = transactions.atomic().getStageAsync(() -> {
                application.insert(1);
                return application
                        .services()
                        .stage(() -> transactions.bind(gate))
                        .handle((value, failure) -> null);
            });
            gate.completeExceptionally(UNDONE);
            assertThat(Await.cause(swallowed))
                    .isInstanceOf(UnexpectedRollbackException.class)
                    .hasRootCause(UNDONE);
            assertThat(application.committed()).isEmpty();

            Await.value(transactions.atomic().getStageAsync(() -> {
                application.insert(2);
                return application
                        .services()
                        .nestedStage(() -> {
                            application.insert(3);
                            return transactions.bind(gate);
                        })
                        .handle((value, failure) -> {
                            application.insert(4);
                            return null;
                        });
            }));
            assertThat(application.committed()).containsExactly(2, 4);
        });
    }

    @Test
    void aBlockingBlockWaitsForItsStage() throws Exception {
        Application.run(Server.H2, application -> {
            AsyncEntries entries = application.bean(AsyncEntries.class);
            application.transactions().atomic().run(() -> {
                CompletionStage<Entry> saved = application.services().stage(() -> entries.save(new Entry(1)));
                Await.value(saved.toCompletableFuture());
                assertThat(application.committed()).isEmpty();
            });

            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void whatIsMarkedForRollbackIsRolledBack() throws Exception {
        Application.run(Server.H2, application -> {
            AsyncTransactionOperations<?> operations = application.bean(AsyncTransactionOperations.class);
            CompletableFuture<Object> block = application
                    .transactions()
                    .atomic()
                    .getStageAsync(() -> application.services().stage(() -> {
                        application.insert(1);
                        operations.findTransactionStatus().orElseThrow().setRollbackOnly();
                        return CompletableFuture.completedFuture("done");
                    }));

            assertThat(Await.cause(block)).hasStackTraceContaining("'Services.stage' was marked for rollback");
            assertThat(application.committed()).isEmpty();
        });
    }

    @Test
    void aFailureThatIsNotToRollBackDoesNot() throws Exception {
        Application.run(Server.H2, application -> {
            CompletableFuture<Object> block = application
                    .transactions()
                    .atomic()
                    .getStageAsync(() -> application
                            .services()
                            .lenientStage(() -> {
                                application.insert(1);
                                return CompletableFuture.failedFuture(new IllegalArgumentException("lenient"));
                            })
                            .handle((value, failure) -> Await.unwrap(failure).getMessage()));

            assertThat(Await.value(block)).isEqualTo("lenient");
            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void neverIsRefused() throws Exception {
        Application.run(Server.H2, application -> {
            CompletableFuture<Object> block = application
                    .transactions()
                    .atomic()
                    .getStageAsync(
                            () -> application.services().neverStage(() -> CompletableFuture.completedFuture("done")));

            assertThat(Await.cause(block))
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining("'Services.neverStage' with propagation NEVER");
        });
    }

    /** Micronaut has no such transactions over JDBC, in blocks or outside. */
    @Test
    void aPublisherIsRefused() throws Exception {
        Application.run(Server.H2, application -> {
            assertThatThrownBy(() -> application
                            .transactions()
                            .atomic()
                            .run(() -> Await.value(application
                                    .services()
                                    .mono(() -> {
                                        application.insert(1);
                                        return Mono.just(1);
                                    })
                                    .toFuture())))
                    .hasStackTraceContaining("No reactive transaction management has been configured");

            assertThat(application.committed()).isEmpty();
        });
    }

    @Test
    void outsideOfBlocksItIsAsEver() throws Exception {
        Application.run(Server.H2, application -> {
            CompletableFuture<Object> gate = new CompletableFuture<>();
            CompletionStage<Object> kept = application.services().stage(() -> {
                application.insert(1);
                return gate;
            });
            assertThat(application.committed()).isEmpty();
            gate.completeAsync(() -> "done");
            assertThat(Await.value(kept.toCompletableFuture())).isEqualTo("done");
            assertThat(application.committed()).containsExactly(1);

            CompletionStage<Object> undone = application.services().stage(() -> {
                application.insert(2);
                return CompletableFuture.failedFuture(UNDONE);
            });
            assertThat(Await.cause(undone)).isSameAs(UNDONE);
            assertThat(application.committed()).containsExactly(1);
        });
    }
}
