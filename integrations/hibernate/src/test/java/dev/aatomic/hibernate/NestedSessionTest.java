package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Server;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A nested block keeps or undoes what the session has done in it, and nothing else. */
@ParameterizedClass
@EnumSource(Server.class)
class NestedSessionTest {

    @Parameter
    Server server;

    HibernateBlocks blocks;

    @BeforeEach
    void open() {
        blocks = new HibernateBlocks(server);
        blocks.given(new Account(1, 100));
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    private Session session() {
        return blocks.hibernate.session();
    }

    private void block(Runnable body) {
        blocks.transactions.atomic().run(body::run);
    }

    /** A nested block that does something and is rolled back. */
    private void undone(Runnable body) {
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    body.run();
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
    }

    @Test
    void aNestedBlockThatEndsWellIsKept() {
        block(() -> {
            session().persist(new Account(2, 2));
            block(() -> {
                session().find(Account.class, 1).amount = 1;
                session().persist(new Account(3, 3));
            });
            session().find(Account.class, 3).amount = 33;
        });
        assertThat(blocks.amounts()).containsExactly(1, 2, 33);
    }

    @Test
    void aDuplicateKeyInANestedBlockLeavesTheOuterOneToGoOn() {
        block(() -> {
            session().persist(new Account(2, 2));
            assertThatThrownBy(() -> block(() -> {
                        session().persist(new Account(1, 7));
                        session().flush();
                    }))
                    .isInstanceOf(ConstraintViolationException.class);
            session().persist(new Account(3, 3));
        });
        assertThat(blocks.ids()).containsExactly(1, 2, 3);
    }

    @Test
    void aFlushThatFailsAtANestedBlocksEndIsItsFailure() {
        block(() -> {
            assertThatThrownBy(() -> block(() -> session().persist(new Account(1, 7))))
                    .isInstanceOf(ConstraintViolationException.class);
            session().persist(new Account(3, 3));
        });
        assertThat(blocks.ids()).containsExactly(1, 3);
    }

    @Test
    void afterARollbackToASavepointOldValuesAreReadAndPendingInsertsOfTheOuterBlockStay() {
        block(() -> {
            session().persist(new Account(2, 2));
            Account account = session().find(Account.class, 1);
            account.amount = 50;
            undone(() -> {
                session().find(Account.class, 1).amount = 999;
                session().persist(new Account(3, 3));
                session().flush();
            });
            assertThat(session().contains(account)).isFalse();
            Account again = session().find(Account.class, 1);
            assertThat(again.amount).isEqualTo(50);
            assertThat(session().find(Account.class, 3)).isNull();
            again.amount = 60;
        });
        assertThat(blocks.amounts()).containsExactly(60, 2);
    }

    @Test
    void theFirstUseMayBeInANestedBlockThatIsRolledBack() {
        block(() -> {
            undone(() -> {
                session().find(Account.class, 1).amount = 999;
                session().persist(new Account(3, 3));
                session().flush();
            });
            Account again = session().find(Account.class, 1);
            assertThat(again.amount).isEqualTo(100);
            again.amount = 60;
        });
        assertThat(blocks.amounts()).containsExactly(60);
        assertThat(blocks.events.told).containsExactly("failed 3");
    }

    @Test
    void theFirstUseMayBeInANestedBlockThatIsKept() {
        block(() -> {
            block(() -> session().persist(new Account(3, 3)));
            undone(() -> session().persist(new Account(4, 4)));
        });
        assertThat(blocks.ids()).containsExactly(1, 3);
    }

    @Test
    void deeperNestedBlocksAreUndoneWithTheOneAroundThem() {
        block(() -> {
            session().persist(new Account(2, 2));
            undone(() -> {
                block(() -> session().persist(new Account(3, 3)));
                undone(() -> session().persist(new Account(4, 4)));
                session().persist(new Account(5, 5));
            });
            block(() -> session().persist(new Account(6, 6)));
        });
        assertThat(blocks.ids()).containsExactly(1, 2, 6);
        assertThat(blocks.events.told)
                .contains("committed 2", "committed 6", "failed 3")
                .hasSize(3 + told());
    }

    /** Of what was never flushed nothing is told; 5 is flushed only where the database was asked. */
    private int told() {
        return blocks.events.told.contains("failed 5") ? 1 : 0;
    }

    @Test
    void aMergedBlockIsPartOfTheOneAround() {
        block(() -> {
            session().persist(new Account(2, 2));
            blocks.transactions.atomic().savepoint(false).run(() -> session().find(Account.class, 2).amount = 22);
            session().find(Account.class, 1).amount = 11;
        });
        assertThat(blocks.amounts()).containsExactly(11, 22);
    }

    @Test
    void aStatementThatWaitsInTheBatchIsSentBeforeItsBlockEnds() {
        block(() -> {
            Account account = session().find(Account.class, 1);
            blocks.transactions
                    .atomic()
                    .savepoint(false)
                    .run(() -> session().lock(account, LockModeType.PESSIMISTIC_FORCE_INCREMENT));
            undone(() -> session().lock(session().find(Account.class, 1), LockModeType.PESSIMISTIC_FORCE_INCREMENT));
        });
        assertThat(blocks.ask("select version from Account")).containsExactly(1);
    }

    @Test
    void aSavepointOfTheUsersIsRolledBackAsANestedBlock() {
        blocks.transactions.atomic().run(() -> {
            session().persist(new Account(2, 2));
            Savepoint savepoint = blocks.transactions.savepoint().join();
            for (int i = 0; i < 2; i++) {
                session().find(Account.class, 1).amount = 999;
                session().persist(new Account(3, 3));
                session().flush();
                blocks.transactions.savepointRollback(savepoint).join();
                assertThat(session().find(Account.class, 1).amount).isEqualTo(100);
            }
            session().find(Account.class, 1).amount = 60;
            blocks.transactions.savepointCommit(savepoint).join();
        });
        assertThat(blocks.amounts()).containsExactly(60, 2);
        assertThat(blocks.events.told).containsExactly("failed 3", "failed 3", "committed 2");
    }

    @Test
    void whatANestedBlockHasMarkedForRollbackIsForgottenWithIt() {
        block(() -> {
            session().persist(new Account(2, 2));
            assertThatThrownBy(() -> block(() -> {
                        session().find(Account.class, 1).amount = 50;
                        blocks.transactions
                                .submit(connection -> {
                                    try (var statement = connection.createStatement()) {
                                        return statement.executeUpdate("update Account set version = 9 where id = 1");
                                    }
                                })
                                .join();
                        assertThatThrownBy(session()::flush).isInstanceOf(OptimisticLockException.class);
                    }))
                    .isInstanceOf(UnexpectedRollbackException.class);
            assertThat(session().getTransaction().getRollbackOnly()).isFalse();
            session().find(Account.class, 1).amount = 70;
            session().persist(new Account(3, 3));
        });
        assertThat(blocks.amounts()).containsExactly(70, 2, 3);
    }

    @Test
    void aStreamOfTheOuterBlockGoesOnAfterNestedBlocks() {
        blocks.given(new Account(2, 2), new Account(3, 3), new Account(4, 4));
        List<Integer> seen = new ArrayList<>();
        block(() -> {
            try (Stream<Integer> stream = session()
                    .createQuery("select a.id from Account a order by a.id", Integer.class)
                    .setFetchSize(1)
                    .getResultStream()) {
                Iterator<Integer> rows = stream.iterator();
                seen.add(rows.next());
                block(() -> session().persist(new Account(10, 10)));
                seen.add(rows.next());
                undone(() -> {
                    session().persist(new Account(11, 11));
                    session().flush();
                });
                rows.forEachRemaining(seen::add);
            }
        });
        assertThat(seen).containsExactly(1, 2, 3, 4);
        assertThat(blocks.ids()).containsExactly(1, 2, 3, 4, 10);
    }

    @Test
    void anOptimisticLockThatARollbackWouldDropFailsTheBlock() {
        assertThatThrownBy(() -> block(() -> {
                    session().persist(new Account(2, 2));
                    session().find(Account.class, 1, LockModeType.OPTIMISTIC);
                    undone(() -> session().find(Account.class, 1).amount = 999);
                }))
                .hasStackTraceContaining("A rollback to a savepoint has cleared the session")
                .hasStackTraceContaining("EntityVerifyVersionProcess");
        assertThat(blocks.amounts()).containsExactly(100);
    }

    @Test
    void changesThatFlushModeManualHoldsBackAreNotLostInSilence() {
        assertThatThrownBy(() -> block(() -> {
                    session().setHibernateFlushMode(FlushMode.MANUAL);
                    session().find(Account.class, 1).amount = 50;
                    undone(() -> session()
                            .createNativeMutationQuery("update Account set amount = 7")
                            .executeUpdate());
                }))
                .hasStackTraceContaining("flush mode is MANUAL");
        assertThat(blocks.amounts()).containsExactly(100);
    }

    @Test
    void whatIsMarkedInTheOuterBlockStaysMarkedAfterANestedOne() {
        assertThatThrownBy(() -> block(() -> {
                    undone(() -> session().find(Account.class, 1));
                    session().persist(new Account(2, 2));
                    session().getTransaction().setRollbackOnly();
                }))
                .isInstanceOf(UnexpectedRollbackException.class);
        assertThat(blocks.ids()).containsExactly(1);
    }
}
