package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import jakarta.persistence.CacheStoreMode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Other blocks find a change in the second-level cache once it is committed, and never one that was not. */
class SecondLevelCacheTest {

    private final AtomicBoolean isAnswerLost = new AtomicBoolean();

    HibernateBlocks blocks;

    private void open(Server server) {
        blocks = new HibernateBlocks(
                new HibernateBlocks.Options().on(server).wrapped(pool -> LostCommit.around(pool, isAnswerLost)));
        blocks.given(new Account(1, 100));
        // Read once, and so cached.
        assertThat(blocks.cachedAmount(1)).isEqualTo(-1);
        assertThat(blocks.cachedAmount(1)).isEqualTo(100);
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    private Session session() {
        return blocks.hibernate.session();
    }

    @Test
    void othersFindAChangeAfterCommitOnly() {
        open(Server.H2);
        CompletableFuture<Void> mayEnd = new CompletableFuture<>();
        CompletableFuture<Void> isFlushed = new CompletableFuture<>();
        CompletableFuture<Void> block = blocks.transactions
                .atomic()
                .getStageAsync(() -> blocks.hibernate
                        .submit(session -> {
                            session.find(Account.class, 1).amount = 50;
                            session.flush();
                            return isFlushed.complete(null);
                        })
                        .thenCompose(flushed -> mayEnd));
        Await.value(isFlushed);
        assertThat(blocks.transactions.atomic().get(() -> session().find(Account.class, 1).amount))
                .isEqualTo(100);
        mayEnd.complete(null);
        Await.value(block);
        assertThat(blocks.cachedAmount(1)).isEqualTo(50);
    }

    @Test
    void aRollbackChangesNothingInTheCache() {
        open(Server.H2);
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    session().find(Account.class, 1).amount = 999;
                    session().flush();
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertUnchanged();
    }

    /** Readers find the old value, in the cache or in the table: Hibernate caches none of that version for a minute. */
    private void assertUnchanged() {
        assertThat(blocks.cachedAmount(1)).isIn(-1, 100);
        assertThat(blocks.cachedAmount(1)).isIn(-1, 100);
        assertThat(blocks.amounts()).first().isEqualTo(100);
    }

    @Test
    void aNestedBlockThatWasUndoneChangesNothingInTheCache() {
        open(Server.H2);
        blocks.transactions.atomic().run(() -> {
            session().persist(new Account(2, 2));
            assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                        session().find(Account.class, 1).amount = 999;
                        session().persist(new Account(3, 3));
                        session().flush();
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
        });
        assertThat(blocks.events.told).containsExactly("failed 3", "committed 2");
        assertUnchanged();
    }

    @Test
    void aNestedBlockThatWasKeptIsInTheCacheAfterCommit() {
        open(Server.H2);
        blocks.transactions
                .atomic()
                .run(() -> blocks.transactions.atomic().run(() -> session().find(Account.class, 1).amount = 50));
        assertThat(blocks.cachedAmount(1)).isEqualTo(50);
    }

    @Test
    void anUpdateByQueryTakesTheEntityOutOfTheCache() {
        open(Server.H2);
        blocks.transactions
                .atomic()
                .run(() -> session()
                        .createMutationQuery("update Account set amount = 40")
                        .executeUpdate());
        assertThat(blocks.cachedAmount(1)).isEqualTo(-1);
        assertThat(blocks.cachedAmount(1)).isIn(-1, 40);
    }

    /** As it reads it, each of the two sessions would cache what it does not know as written in this transaction. */
    @Test
    void whatTheOtherSessionOfTheBlockHasWrittenIsNotCachedBeforeCommit() {
        open(Server.H2);
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    blocks.hibernate.statelessSession().insert(new Account(2, 2));
                    assertThat(session().find(Account.class, 2).amount).isEqualTo(2);
                    session().persist(new Account(3, 3));
                    session().flush();
                    assertThat(blocks.hibernate.statelessSession().get(Account.class, 3).amount)
                            .isEqualTo(3);
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        blocks.transactions.atomic().run(() -> {
            assertThat(session().find(Account.class, 2)).isNull();
            assertThat(session().find(Account.class, 3)).isNull();
        });
    }

    @Test
    void whatJdbcHasWrittenIsNotCachedBeforeCommitIfItIsReadPastTheCache() {
        open(Server.H2);
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    blocks.transactions
                            .submit(connection -> connection
                                    .createStatement()
                                    .executeUpdate(
                                            "insert into Account(id, version, amount, code) values (2, 0, 2, 2)"))
                            .join();
                    assertThat(session().find(Account.class, 2, CacheStoreMode.BYPASS).amount)
                            .isEqualTo(2);
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        blocks.transactions
                .atomic()
                .run(() -> assertThat(session().find(Account.class, 2)).isNull());
    }

    @Test
    void whatTheBlocksOfATestCommitIsNotInTheCacheAfterIt() throws Exception {
        open(Server.H2);
        TestBlock test = TestBlocks.of(blocks.transactions).open("default", "the test");
        try {
            test.call(() -> {
                blocks.transactions.atomic().run(() -> {
                    session().find(Account.class, 1).amount = 999;
                    session().persist(new Account(2, 2));
                    blocks.hibernate.statelessSession().insert(new Account(3, 3));
                });
                blocks.transactions.atomic().run(() -> {
                    assertThat(session().find(Account.class, 1).amount).isEqualTo(999);
                    assertThat(session().find(Account.class, 2).amount).isEqualTo(2);
                    assertThat(blocks.hibernate.statelessSession().get(Account.class, 3).amount)
                            .isEqualTo(3);
                });
                return null;
            });
        } finally {
            test.end();
        }
        assertUnchanged();
        blocks.transactions.atomic().run(() -> {
            assertThat(session().find(Account.class, 2)).isNull();
            assertThat(session().find(Account.class, 3)).isNull();
        });
    }

    @Test
    void aRefusedCommitChangesNothingInTheCacheAndClosesTheSession() {
        open(Server.POSTGRES);
        blocks.database.execute(
                "alter table Account add constraint late unique (amount) deferrable initially deferred");
        blocks.factory.getStatistics().clear();
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    session().find(Account.class, 1).amount = 7;
                    session().persist(new Account(2, 7));
                }))
                .isInstanceOf(TransactionSystemException.class);
        assertThat(blocks.factory.getStatistics().getSessionCloseCount()).isEqualTo(1);
        assertThat(blocks.events.told).containsExactly("failed 2");
        assertUnchanged();
    }

    @Test
    void aCommitWithoutAnAnswerLeavesNoLockInTheCacheAndClosesTheSession() {
        open(Server.POSTGRES);
        blocks.factory.getStatistics().clear();
        isAnswerLost.set(true);
        assertThatThrownBy(() ->
                        blocks.transactions.atomic().run(() -> session().find(Account.class, 1).amount = 50))
                .isInstanceOf(CommitOutcomeUnknownException.class);
        isAnswerLost.set(false);
        assertThat(blocks.factory.getStatistics().getSessionCloseCount()).isEqualTo(1);
        // It was committed, which nobody knew: the value before is gone from the cache, and the next reader finds the
        // row.
        assertThat(blocks.cachedAmount(1)).isEqualTo(-1);
        Await.until("the new value is cached", () -> blocks.cachedAmount(1) == 50);
    }
}
