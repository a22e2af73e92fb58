package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.testing.Server;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps a block from committing on Hibernate's account goes with the savepoint that it came after, and with no later one. */
class RollbackMarkTest {

    HibernateBlocks blocks;

    @BeforeEach
    void open() {
        blocks = new HibernateBlocks(Server.H2);
        blocks.given(new Account(1, 100));
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    private Session session() {
        return blocks.hibernate.session();
    }

    /** As code does that has undone what failed, and goes on. */
    private void rollBack(Savepoint savepoint) {
        blocks.transactions.setRollbackOnly(false);
        blocks.transactions.savepointRollback(savepoint).join();
        blocks.transactions.setRollbackOnly(false);
    }

    /** Of changes that were held back, and that a rollback to it drops. */
    private Savepoint savepointAfterChanges() {
        session().setHibernateFlushMode(FlushMode.MANUAL);
        session().find(Account.class, 1).amount = 50;
        return blocks.transactions.savepoint().join();
    }

    @Test
    void changesThatARollbackHasDroppedFailTheBlockHoweverOftenItIsRepeated() {
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    Savepoint savepoint = savepointAfterChanges();
                    rollBack(savepoint);
                    rollBack(savepoint);
                }))
                .hasStackTraceContaining("flush mode is MANUAL");
        assertThat(blocks.amounts()).containsExactly(100);
    }

    @Test
    void aMarkThatCameLaterDoesNotTakeTheirsAway() {
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    Savepoint savepoint = savepointAfterChanges();
                    rollBack(savepoint);
                    session().getTransaction().setRollbackOnly();
                    rollBack(savepoint);
                }))
                .hasStackTraceContaining("flush mode is MANUAL");
        assertThat(blocks.amounts()).containsExactly(100);
    }

    @Test
    void aMarkAfterASavepointIsUndoneWithItAndNotWithALaterOne() {
        blocks.transactions.atomic().run(() -> {
            Savepoint savepoint = blocks.transactions.savepoint().join();
            session().find(Account.class, 1).amount = 50;
            session().getTransaction().setRollbackOnly();
            rollBack(savepoint);
            session().persist(new Account(2, 2));
        });
        assertThat(blocks.amounts()).containsExactly(100, 2);
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    session().find(Account.class, 1).amount = 50;
                    session().getTransaction().setRollbackOnly();
                    blocks.transactions.setRollbackOnly(false);
                    rollBack(blocks.transactions.savepoint().join());
                }))
                .hasStackTraceContaining("setRollbackOnly was called");
        assertThat(blocks.amounts()).containsExactly(100, 2);
    }

    @Test
    void aMarkStaysWhenTheSavepointBeforeItIsReleased() {
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    Savepoint savepoint = blocks.transactions.savepoint().join();
                    session().find(Account.class, 1).amount = 50;
                    session().getTransaction().setRollbackOnly();
                    blocks.transactions.setRollbackOnly(false);
                    blocks.transactions.savepointCommit(savepoint).join();
                    session().getTransaction().setRollbackOnly();
                    blocks.transactions.setRollbackOnly(false);
                }))
                .hasStackTraceContaining("setRollbackOnly was called");
        assertThat(blocks.amounts()).containsExactly(100);
    }

    /** As a failed call of the session does, which may be one that was refused. */
    @Test
    void whoDoesNotHoldTheBlockMarksNothing() throws Exception {
        List<Throwable> refusals = new ArrayList<>();
        blocks.transactions.atomic().run(() -> {
            session().find(Account.class, 1).amount = 50;
            SessionImplementor own = session().unwrap(SessionImplementor.class);
            Thread other = new Thread(() -> {
                try {
                    own.getTransactionCoordinator()
                            .getTransactionDriverControl()
                            .markRollbackOnly();
                } catch (RuntimeException e) {
                    refusals.add(e);
                }
            });
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(blocks.amounts()).containsExactly(50);
        assertThat(refusals).singleElement().asString().contains("where no block is current");
    }

    @Test
    void afterTheBlockThereIsNothingToMark() {
        List<SessionImplementor> kept = new ArrayList<>();
        blocks.transactions.atomic().run(() -> {
            session().find(Account.class, 1).amount = 50;
            session().getTransaction();
            kept.add(session().unwrap(SessionImplementor.class));
        });
        kept.get(0).getTransactionCoordinator().getTransactionDriverControl().markRollbackOnly();
        assertThat(blocks.amounts()).containsExactly(50);
    }
}
