package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.application.Application;
import dev.aatomic.application.Listeners;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** {@code @TransactionalEventListener} of what is published in blocks. */
final class EventsInBlockTest {

    private static final IllegalStateException UNDONE = new IllegalStateException("undone");

    @Test
    void areHeardAfterTheOutermostBlockOnly() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            Listeners listeners = application.bean(Listeners.class);
            List<Integer> seen = new CopyOnWriteArrayList<>();
            listeners.whenHeard(phase -> seen.add(application.committed().size()));
            transactions.atomic().run(() -> {
                application.services().required(() -> {
                    application.insert(1);
                    application.publish("a");
                });
                application.services().nested(() -> application.insert(2));
                assertThat(listeners.heard()).isEmpty();
            });

            assertThat(listeners.heard())
                    .containsExactlyInAnyOrder("before commit of a", "after commit of a", "after completion of a");
            assertThat(seen).containsExactly(0, 2, 2);
        });
    }

    @Test
    void areHeardOfABlockWithoutATransactionOfMicronauts() throws Exception {
        Application.run(Server.H2, application -> {
            application.transactions().atomic().run(() -> application.publish("a"));

            assertThat(application.bean(Listeners.class).heard())
                    .containsExactlyInAnyOrder("before commit of a", "after commit of a", "after completion of a");
        });
    }

    @Test
    void areHeardOfContinuations() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            CompletableFuture<Integer> gate = new CompletableFuture<>();
            CompletableFuture<Void> block = transactions
                    .atomic()
                    .getStageAsync(() -> application
                            .services()
                            .stage(() -> transactions.bind(gate).thenAccept(value -> application.publish("a"))));
            gate.completeAsync(() -> 1);
            Await.value(block);

            assertThat(application.bean(Listeners.class).heard())
                    .containsExactlyInAnyOrder("before commit of a", "after commit of a", "after completion of a");
        });
    }

    @Test
    void ofARollbackAreHeardAfterIt() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            List<String> heard = application.bean(Listeners.class).heard();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        application.services().required(() -> application.publish("a"));
                        throw UNDONE;
                    }))
                    .isSameAs(UNDONE);
            assertThat(heard).containsExactlyInAnyOrder("after rollback of a", "after completion of a");

            heard.clear();
            transactions.atomic().run(() -> {
                assertThatThrownBy(() -> application.services().nested(() -> {
                            application.publish("b");
                            throw UNDONE;
                        }))
                        .isSameAs(UNDONE);
                assertThat(heard).isEmpty();
            });
            assertThat(heard).containsExactlyInAnyOrder("after rollback of b", "after completion of b");
        });
    }

    @Test
    void ofAnIndependentTransactionAreHeardAtItsEnd() throws Exception {
        Application.run(Server.H2, application -> {
            List<String> heard = application.bean(Listeners.class).heard();
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        application.services().requiresNew(() -> application.publish("a"));
                        assertThat(heard)
                                .containsExactlyInAnyOrder(
                                        "before commit of a", "after commit of a", "after completion of a");
                        throw UNDONE;
                    }))
                    .isSameAs(UNDONE);
            assertThat(heard).hasSize(3);
        });
    }

    @Test
    void ofAnIndependentBlockInATransactionAreHeardAtItsEnd() throws Exception {
        Application.run(Server.H2, application -> {
            List<String> heard = application.bean(Listeners.class).heard();
            Atomic independent = application.transactions().atomic().propagation(Propagation.REQUIRES_NEW);
            application.services().required(() -> {
                assertThatThrownBy(() -> independent.run(() -> {
                            application.publish("a");
                            application.services().required(() -> application.publish("b"));
                            throw UNDONE;
                        }))
                        .isSameAs(UNDONE);
                assertThat(heard).hasSize(4).contains("after rollback of a", "after rollback of b");
            });
            assertThat(heard).hasSize(4);
        });
    }

    @Test
    void aListenerAfterTheCommitSavesByItself() throws Exception {
        Application.run(Server.H2, application -> {
            Listeners listeners = application.bean(Listeners.class);
            listeners.whenHeard(phase -> {
                if (phase.equals("after commit")) {
                    application.services().required(() -> application.insert(2));
                    assertThat(application.committed()).containsExactly(1, 2);
                }
            });
            application
                    .transactions()
                    .atomic()
                    .run(() -> application.services().required(() -> {
                        application.insert(1);
                        application.publish("a");
                    }));

            assertThat(application.committed()).containsExactly(1, 2);
        });
    }

    @Test
    void aFailureBeforeTheCommitRollsBackAndOneAfterItIsTold() throws Exception {
        Application.run(Server.H2, application -> {
            Listeners listeners = application.bean(Listeners.class);
            listeners.whenHeard(phase -> {
                if (phase.equals("before commit")) {
                    throw UNDONE;
                }
            });
            Runnable work = () -> application.transactions().atomic().run(() -> {
                application.insert(1);
                application.publish("a");
            });
            assertThatThrownBy(work::run).isSameAs(UNDONE);
            assertThat(application.committed()).isEmpty();

            listeners.whenHeard(phase -> {
                if (phase.equals("after commit")) {
                    throw UNDONE;
                }
            });
            assertThatThrownBy(work::run)
                    .isInstanceOf(AfterCommitException.class)
                    .hasCause(UNDONE);
            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void outsideOfBlocksTheyAreHeardAsEver() throws Exception {
        Application.run(Server.H2, application -> {
            List<String> heard = application.bean(Listeners.class).heard();
            application.publish("nothing");
            assertThat(heard).isEmpty();
            application.services().required(() -> application.publish("a"));
            assertThat(heard)
                    .containsExactlyInAnyOrder("before commit of a", "after commit of a", "after completion of a");
        });
    }
}
