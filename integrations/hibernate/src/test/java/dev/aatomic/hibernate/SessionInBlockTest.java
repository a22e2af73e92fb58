package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.Session;
import org.hibernate.Transaction;
import org.hibernate.TransactionException;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A session does in a block what it does in a transaction, and the block decides. */
@ParameterizedClass
@EnumSource(Server.class)
class SessionInBlockTest {

    @Parameter
    Server server;

    HibernateBlocks blocks;

    @BeforeEach
    void open() {
        blocks = new HibernateBlocks(
                new HibernateBlocks.Options().on(server).set(AvailableSettings.ORDER_INSERTS, true));
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    private <T> CompletableFuture<T> block(SessionFunction<T> step) {
        return blocks.transactions.atomic().getStageAsync(() -> blocks.hibernate.submit(step));
    }

    private Session session() {
        return blocks.hibernate.session();
    }

    @Test
    void whatWasPersistedAndChangedIsCommittedWithoutASaveOrFlush() {
        blocks.given(new Account(1, 100));
        Await.value(block(session -> {
            session.find(Account.class, 1).amount = 50;
            session.persist(new Account(2, 70));
            return null;
        }));
        assertThat(blocks.amounts()).containsExactly(50, 70);
        assertThat(blocks.ask("select version from Account order by id")).containsExactly(1, 0);
    }

    @Test
    void whatWasPersistedInABlockThatFailsIsRolledBack() {
        CompletableFuture<Object> future = blocks.transactions
                .atomic()
                .getStageAsync(() -> blocks.hibernate
                        .submit(session -> {
                            session.persist(new Account(1, 100));
                            session.flush();
                            return null;
                        })
                        .thenApply(value -> {
                            throw new IllegalStateException("too late");
                        }));
        assertThat(Await.cause(future)).isInstanceOf(IllegalStateException.class);
        assertThat(blocks.ids()).isEmpty();
        assertThat(blocks.events.told).containsExactly("failed 1");
    }

    @Test
    void aBlockingBlockHasTheSessionToo() {
        blocks.transactions.atomic().run(() -> {
            session().persist(new Account(1, 100));
            assertThat(session()
                            .createQuery("select a.amount from Account a", Integer.class)
                            .getResultList())
                    .containsExactly(100);
        });
        assertThat(blocks.ids()).containsExactly(1);
        assertThat(blocks.events.told).containsExactly("committed 1");
    }

    @Test
    void aQuerySeesWhatIsNotFlushedYetAndJdbcSeesWhatIs() {
        List<Integer> counts = new ArrayList<>();
        Await.value(blocks.transactions
                .atomic()
                .getStageAsync(() -> blocks.hibernate
                        .submit(session -> {
                            session.persist(new Account(1, 100));
                            counts.add(session.createQuery("from Account", Account.class)
                                    .getResultList()
                                    .size());
                            return null;
                        })
                        .thenCompose(flushed -> blocks.transactions.submit(connection -> {
                            try (var statement = connection.createStatement();
                                    var result = statement.executeQuery("select count(*) from Account")) {
                                result.next();
                                counts.add(result.getInt(1));
                            }
                            return null;
                        }))));
        assertThat(counts).containsExactly(1, 1);
    }

    @Test
    void keysAreGeneratedOnTheBlocksConnectionAndGoneWithItsRollback() {
        AtomicInteger movement = new AtomicInteger();
        AtomicInteger invoice = new AtomicInteger();
        Await.cause(block(session -> {
            Account account = new Account(1, 100);
            session.persist(account);
            Movement made = new Movement(account, 5);
            session.persist(made);
            movement.set(made.id);
            Invoice written = new Invoice(7);
            session.persist(written);
            invoice.set(written.id);
            session.flush();
            throw new IllegalStateException("undo");
        }));
        assertThat(movement.get()).isPositive();
        assertThat(invoice.get()).isPositive();
        assertThat(blocks.ask("select id from Movement")).isEmpty();
        assertThat(blocks.ask("select id from Invoice")).isEmpty();
    }

    @Test
    void insertsAreBatchedAndComeBeforeUpdatesAndDeletes() {
        blocks.given(new Account(1, 100));
        Await.value(block(session -> {
            blocks.factory.getStatistics().clear();
            session.remove(session.find(Account.class, 1));
            for (int i = 10; i < 55; i++) {
                session.persist(new Invoice(i));
            }
            session.flush();
            return null;
        }));
        // The select, one insert for all, the delete, and the sequence.
        assertThat(blocks.factory.getStatistics().getPrepareStatementCount()).isLessThanOrEqualTo(6);
        assertThat(blocks.ask("select count(*) from Invoice")).containsExactly(45);
        assertThat(blocks.ids()).isEmpty();
    }

    @Test
    void beginCommitAndRollbackAreRefusedAndNothingIsFlushed() {
        CompletableFuture<Object> future = block(session -> {
            session.persist(new Account(1, 100));
            Transaction transaction = session.beginTransaction();
            assertThatThrownBy(transaction::begin)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Resource-local transaction already active");
            assertThatThrownBy(transaction::commit)
                    .isInstanceOf(TransactionException.class)
                    .hasMessageStartingWith("commit is refused in a block");
            assertThat(transaction.isActive()).isTrue();
            assertThat(blocks.factory.getStatistics().getFlushCount()).isZero();
            return null;
        });
        Await.value(future);
        assertThat(blocks.ids()).containsExactly(1);
    }

    @Test
    void aRollbackThatIsRefusedAndSwallowedRollsTheBlockBack() {
        CompletableFuture<Object> future = block(session -> {
            session.persist(new Account(1, 100));
            assertThatThrownBy(session.getTransaction()::rollback)
                    .isInstanceOf(TransactionException.class)
                    .hasMessageStartingWith("rollback is refused in a block");
            return null;
        });
        assertThat(Await.cause(future))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasRootCauseInstanceOf(TransactionException.class);
        assertThat(blocks.ids()).isEmpty();
    }

    @Test
    void setRollbackOnlyFailsTheBlock() {
        CompletableFuture<Object> future = block(session -> {
            session.persist(new Account(1, 100));
            session.flush();
            session.getTransaction().setRollbackOnly();
            assertThat(session.getTransaction().getRollbackOnly()).isTrue();
            return null;
        });
        assertThat(Await.cause(future))
                .isInstanceOf(UnexpectedRollbackException.class)
                .cause()
                .hasMessageContaining("setRollbackOnly was called");
        assertThat(blocks.ids()).isEmpty();
    }

    /** Changes a row behind a session's back. */
    private void changeElsewhere() {
        blocks.database.execute("update Account set version = version + 1 where id = 1");
    }

    @Test
    void aStaleVersionAtTheEndIsTheBlocksFailure() {
        blocks.given(new Account(1, 100));
        CompletableFuture<Object> future = block(session -> {
            session.find(Account.class, 1).amount = 50;
            session.persist(new Account(2, 70));
            changeElsewhere();
            return null;
        });
        assertThat(Await.cause(future)).isInstanceOf(OptimisticLockException.class);
        assertThat(blocks.amounts()).containsExactly(100);
    }

    @Test
    void aStaleVersionThatIsSwallowedIsAnUnexpectedRollbackThatNamesIt() {
        blocks.given(new Account(1, 100));
        CompletableFuture<Object> future = block(session -> {
            session.persist(new Account(2, 70));
            session.flush();
            session.find(Account.class, 1).amount = 50;
            changeElsewhere();
            assertThatThrownBy(session::flush).isInstanceOf(OptimisticLockException.class);
            return null;
        });
        assertThat(Await.cause(future))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasStackTraceContaining("OptimisticLockException");
        assertThat(blocks.amounts()).containsExactly(100);
    }

    @Test
    void aStaleVersionIsRetriedWhereItIsNamedEachTimeWithASessionOfItsOwn() {
        blocks.given(new Account(1, 100));
        AtomicInteger attempts = new AtomicInteger();
        List<Account> entities = new ArrayList<>();
        Await.value(blocks.transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(3).retryFor(OptimisticLockException.class))
                .getStageAsync(() -> blocks.hibernate.submit(session -> {
                    Account account = session.find(Account.class, 1);
                    entities.add(account);
                    account.amount -= 10;
                    if (attempts.incrementAndGet() == 1) {
                        changeElsewhere();
                    }
                    return null;
                })));
        assertThat(attempts).hasValue(2);
        assertThat(entities.get(0)).isNotSameAs(entities.get(1));
        assertThat(blocks.amounts()).containsExactly(90);
    }

    @Test
    void aConflictThatTheDatabaseTellsIsRetriedThoughHibernateHasWrappedIt() {
        assumeTrue(server == Server.POSTGRES, "H2 waits here, and tells a stale version");
        blocks.given(new Account(1, 100));
        AtomicInteger attempts = new AtomicInteger();
        Await.value(blocks.transactions
                .atomic()
                .isolation(Isolation.REPEATABLE_READ)
                .retry(RetryPolicy.ofMaxAttempts(3))
                .getStageAsync(() -> blocks.hibernate.submit(session -> {
                    session.find(Account.class, 1).amount -= 10;
                    if (attempts.incrementAndGet() == 1) {
                        changeElsewhere();
                    }
                    return null;
                })));
        assertThat(attempts).hasValue(2);
        assertThat(blocks.amounts()).containsExactly(90);
    }

    @Test
    void locksAreThoseOfTheTransaction() {
        blocks.given(new Account(1, 100), new Account(2, 70));
        Await.value(block(session -> {
            session.find(Account.class, 1, LockModeType.PESSIMISTIC_WRITE).amount = 1;
            session.find(Account.class, 2, LockModeType.OPTIMISTIC_FORCE_INCREMENT);
            return null;
        }));
        assertThat(blocks.ask("select version from Account order by id")).containsExactly(1, 1);
    }

    @Test
    void anUpdateByQueryNeedsNothingElse() {
        blocks.given(new Account(1, 100), new Account(2, 70));
        Await.value(block(session -> session.createMutationQuery("update Account set amount = amount + 1")
                .executeUpdate()));
        assertThat(blocks.amounts()).containsExactly(101, 71);
    }

    @Test
    void whatListenersAndSynchronizationsChangeBeforeCommitIsCommitted() {
        List<String> told = new ArrayList<>();
        Await.value(block(session -> {
            Account account = new Account(1, 100);
            session.persist(account);
            session.getTransaction().registerSynchronization(new jakarta.transaction.Synchronization() {
                @Override
                public void beforeCompletion() {
                    told.add("before");
                    account.amount = 30;
                }

                @Override
                public void afterCompletion(int status) {
                    told.add("after " + status);
                }
            });
            return null;
        }));
        assertThat(told).containsExactly("before", "after " + jakarta.transaction.Status.STATUS_COMMITTED);
        assertThat(blocks.amounts()).containsExactly(30);
    }

    @Test
    void aHookBeforeCommitUsesTheSessionAndWhatItChangesIsCommitted() {
        Await.value(blocks.transactions.atomic().getStageAsync(() -> {
            blocks.transactions.beforeCommit(() -> session().persist(new Account(2, 2)));
            CompletionStage<Object> persisted = blocks.hibernate.submit(session -> {
                session.persist(new Account(1, 1));
                return null;
            });
            return persisted;
        }));
        assertThat(blocks.ids()).containsExactly(1, 2);
    }

    @Test
    void aBlockThatUsesNoSessionOpensNone() {
        blocks.factory.getStatistics().clear();
        blocks.transactions.atomic().run(() -> {});
        assertThat(blocks.factory.getStatistics().getSessionOpenCount()).isZero();
        block(session -> session.find(Account.class, 1)).join();
        assertThat(blocks.factory.getStatistics().getSessionOpenCount()).isEqualTo(1);
        assertThat(blocks.factory.getStatistics().getSessionCloseCount()).isEqualTo(1);
        assertThat(blocks.factory.getStatistics().getTransactionCount()).isEqualTo(1);
    }
}
