package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.UnexpectedRollbackException;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Synchronization;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.HibernateException;
import org.hibernate.Interceptor;
import org.hibernate.Session;
import org.hibernate.Transaction;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.engine.spi.TransactionCompletionCallbacks.BeforeCompletionCallback;
import org.hibernate.resource.transaction.LocalSynchronizationException;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left in a session where a block, a savepoint or the transaction begins or ends. */
class SessionStationsTest {

    private final List<String> told = new ArrayList<>();

    HibernateBlocks blocks;

    @BeforeEach
    void open() {
        blocks =
                new HibernateBlocks(new HibernateBlocks.Options().set(AvailableSettings.INTERCEPTOR, new Interceptor() {
                    @Override
                    public void beforeTransactionCompletion(Transaction transaction) {
                        told.add("before completion");
                    }
                }));
        blocks.given(new Account(1, 100));
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    private Session session() {
        return blocks.hibernate.session();
    }

    /** Hibernate's own object, which leaves statements in the batch after a call. */
    private Session itself() {
        return session().unwrap(SessionImplementor.class);
    }

    private void block(Runnable body) {
        blocks.transactions.atomic().run(body::run);
    }

    private void undone(Runnable body) {
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    body.run();
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
    }

    private void leaveInBatch() {
        Session itself = itself();
        itself.lock(itself.find(Account.class, 1), LockModeType.PESSIMISTIC_FORCE_INCREMENT);
    }

    private List<Integer> versions() {
        return blocks.ask("select version from Account order by id");
    }

    @Test
    void whatIsInTheBatchBeforeANestedBlockIsSentBeforeItsSavepoint() {
        block(() -> {
            leaveInBatch();
            undone(() -> session().find(Account.class, 1));
        });
        assertThat(versions()).containsExactly(1);
    }

    @Test
    void whatIsInTheBatchAtTheEndOfANestedBlockIsSentInIt() {
        block(() -> {
            block(this::leaveInBatch);
            undone(() -> session().find(Account.class, 1));
        });
        assertThat(versions()).containsExactly(1);
    }

    @Test
    void whatIsInTheBatchOfANestedBlockIsUndoneWithIt() {
        block(() -> {
            session().find(Account.class, 1);
            undone(this::leaveInBatch);
            session().persist(new Account(2, 2));
        });
        assertThat(versions()).containsExactly(0, 0);
    }

    @Test
    void aLockThatARollbackDropsFailsTheBlockItWasTakenInAndNoneAroundIt() {
        block(() -> {
            session().persist(new Account(2, 2));
            assertThatThrownBy(() -> block(() -> {
                        session().find(Account.class, 1, LockModeType.OPTIMISTIC);
                        undone(() -> session().find(Account.class, 1));
                    }))
                    .hasStackTraceContaining("A rollback to a savepoint has cleared the session");
            session().persist(new Account(3, 3));
        });
        assertThat(blocks.ids()).containsExactly(1, 2, 3);
    }

    @Test
    void aFlushThatFailsBeforeANestedBlockIsNamedWhereItWasSwallowed() {
        assertThatThrownBy(() -> block(() -> {
                    session().find(Account.class, 1).amount = 50;
                    blocks.database.execute("update Account set version = 9 where id = 1");
                    assertThatThrownBy(() -> block(() -> session().find(Account.class, 1)))
                            .hasMessageContaining("row count");
                }))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasStackTraceContaining("row count");
        assertThat(blocks.amounts()).containsExactly(100);
    }

    @Test
    void aSavepointThatIsLeftOpenEndsWithItsBlock() {
        block(() -> {
            session().find(Account.class, 1, LockModeType.OPTIMISTIC);
            blocks.transactions.savepoint().join();
            session().persist(new Account(2, 2));
        });
        assertThat(blocks.ids()).containsExactly(1, 2);
        assertThat(blocks.events.told).containsExactly("committed 2");
    }

    @Test
    void whatALockBeforeASavepointThatIsLeftOpenFindsFailsTheBlock() {
        assertThatThrownBy(() -> block(() -> {
                    session().find(Account.class, 1, LockModeType.OPTIMISTIC);
                    blocks.transactions.savepoint().join();
                    blocks.database.execute("update Account set version = 9 where id = 1");
                    session().persist(new Account(2, 2));
                }))
                .hasMessageContaining("Newer version [9]");
        assertThat(blocks.ids()).containsExactly(1);
    }

    @Test
    void anInterceptorIsToldOnceBeforeCommitHoweverOftenChangesAreSent() {
        block(() -> {
            Account account = session().find(Account.class, 1);
            session().getTransaction().registerSynchronization(before(() -> account.amount = 30));
        });
        assertThat(blocks.amounts()).containsExactly(30);
        assertThat(told).containsExactly("before completion");
    }

    private static Synchronization before(Runnable action) {
        return new Synchronization() {
            @Override
            public void beforeCompletion() {
                action.run();
            }

            @Override
            public void afterCompletion(int status) {}
        };
    }

    @Test
    void aSynchronizationThatIsRegisteredTwiceIsToldOnce() {
        Synchronization synchronization = before(() -> told.add("synchronization"));
        block(() -> {
            session().getTransaction().registerSynchronization(synchronization);
            session().getTransaction().registerSynchronization(synchronization);
        });
        assertThat(told).containsExactly("before completion", "synchronization");
    }

    @Test
    void aSynchronizationThatFailsBeforeCommitFailsTheBlockAsItFailsATransaction() {
        assertThatThrownBy(() -> block(() -> {
                    session().persist(new Account(2, 2));
                    session().getTransaction().registerSynchronization(before(() -> {
                        throw new IllegalStateException("refused");
                    }));
                }))
                .isInstanceOf(LocalSynchronizationException.class)
                .hasRootCauseMessage("refused");
        assertThat(blocks.ids()).containsExactly(1);
    }

    @Test
    void whatAnObserverRegistersBeforeCommitIsDoneBeforeIt() {
        block(() -> {
            SessionImplementor itself = session().unwrap(SessionImplementor.class);
            itself.getTransactionCoordinator().addObserver(new TransactionObserver() {
                @Override
                public void afterBegin() {}

                @Override
                public void beforeCompletion() {
                    if (told.size() == 1) {
                        itself.getTransactionCompletionCallbacks()
                                .registerCallback((BeforeCompletionCallback) session -> told.add("callback"));
                    }
                }

                @Override
                public void afterCompletion(boolean isSuccessful, boolean isDelayed) {}
            });
        });
        assertThat(told).containsExactly("before completion", "callback");
    }

    @Test
    void aLockOfANestedBlockThatWasUndoneIsForgottenThoughTheSessionBeganInIt() {
        block(() -> {
            undone(() -> session().find(Account.class, 1, LockModeType.OPTIMISTIC));
            blocks.database.execute("update Account set version = 9 where id = 1");
            session().persist(new Account(2, 2));
        });
        assertThat(blocks.ids()).containsExactly(1, 2);
    }

    @Test
    void theFirstFailureIsTheCauseHoweverManyAreSwallowed() {
        assertThatThrownBy(() -> block(() -> {
                    session().find(Account.class, 1).amount = 50;
                    blocks.database.execute("update Account set version = 9 where id = 1");
                    assertThatThrownBy(session()::flush).hasMessageContaining("row count");
                    assertThatThrownBy(() -> session()
                                    .createNativeQuery("select 1", Integer.class)
                                    .getSingleResult())
                            .isInstanceOf(HibernateException.class);
                }))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasStackTraceContaining("row count");
    }
}
