package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What is registered with Spring in an independent block is told of the block's end, and not of that of the transaction around. */
final class IndependentBlockInSpringTransactionTest {

    private static final IllegalStateException UNDONE = new IllegalStateException("undone");

    private final List<String> told = new CopyOnWriteArrayList<>();

    private void register(String name) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                told.add(name + " committed");
            }

            @Override
            public void afterCompletion(int status) {
                if (status != STATUS_COMMITTED) {
                    told.add(name + " rolled back");
                }
            }
        });
    }

    private static void independent(Application application, Runnable work) {
        application
                .transactions()
                .atomic()
                .propagation(Propagation.REQUIRES_NEW)
                .run(work::run);
    }

    /** A Spring transaction in the block is a part of it. */
    private void insert(Application application, int value) {
        independent(
                application,
                () -> application.inSpring(() -> {
                    register("inner");
                    application.insert(value);
                }));
    }

    private void around(Application application, boolean isInBlock, Runnable work) {
        if (isInBlock) {
            application.transactions().atomic().run(() -> application.inSpring(work));
        } else {
            application.inSpring(work);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsRollbackIsToldThoughTheTransactionAroundCommits(boolean isAroundInBlock) {
        Application.on(Server.H2).connections(4).run(application -> {
            around(application, isAroundInBlock, () -> {
                register("outer");
                application.insert(1);
                assertThatThrownBy(() -> independent(application, () -> {
                            application.inSpring(() -> {
                                register("inner");
                                application.insert(2);
                            });
                            throw UNDONE;
                        }))
                        .isSameAs(UNDONE);
                assertThat(told).containsExactly("inner rolled back");
                application.insert(3);
            });

            assertThat(application.committed()).containsExactly(1, 3);
            assertThat(told).containsExactly("inner rolled back", "outer committed");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsCommitIsToldThoughTheTransactionAroundRollsBack(boolean isAroundInBlock) {
        Application.on(Server.H2).connections(4).run(application -> {
            assertThatThrownBy(() -> around(application, isAroundInBlock, () -> {
                        register("outer");
                        application.insert(1);
                        insert(application, 2);
                        assertThat(told).containsExactly("inner committed");
                        throw UNDONE;
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).containsExactly(2);
            assertThat(told).containsExactly("inner committed", "outer rolled back");
        });
    }

    @Test
    void noTransactionOfSpringsIsShownInIt() {
        Application.on(Server.H2)
                .connections(4)
                .run(application -> application.inSpring(() -> {
                    independent(
                            application,
                            () -> assertThat(TransactionSynchronizationManager.isSynchronizationActive())
                                    .isFalse());
                    application.transactions().autocommit(() -> {
                        assertThat(TransactionSynchronizationManager.isSynchronizationActive())
                                .isFalse();
                        return null;
                    });
                    assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                            .isTrue();
                }));
    }
}
