package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.TransactionException;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A transaction of the factory's own, which would survive the block's rollback, does not begin in a block unless it is meant. */
class OwnTransactionTest {

    HibernateBlocks blocks;

    @BeforeEach
    void open() {
        blocks = new HibernateBlocks(Server.H2);
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(TransactionException.class)
                .hasMessageContaining("hibernate.session()")
                .hasMessageContaining("REQUIRES_NEW")
                .hasMessageContaining("autocommit");
    }

    static List<Consumer<SessionFactory>> ways() {
        return List.of(
                factory -> factory.inTransaction(session -> session.persist(new Account(2, 70))),
                factory -> factory.inStatelessTransaction(session -> session.insert(new Account(2, 70))),
                factory -> factory.runInTransaction(session -> session.persist(new Account(2, 70))),
                factory -> {
                    try (Session session = factory.openSession()) {
                        session.beginTransaction();
                        session.persist(new Account(2, 70));
                        session.getTransaction().commit();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("ways")
    void itIsRefusedInABlock(Consumer<SessionFactory> way) {
        blocks.transactions.atomic().run(() -> {
            blocks.hibernate.session().persist(new Account(1, 100));
            assertRefused(() -> way.accept(blocks.factory));
            // No connection was taken for it.
            assertThat(blocks.pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
        });
        assertThat(blocks.ids()).containsExactly(1);
    }

    @Test
    void itIsRefusedInStepsNestedBlocksAndHooksBeforeCommit() {
        Await.value(blocks.transactions.atomic().getStageAsync(() -> {
            blocks.transactions.beforeCommit(() -> assertRefused(() -> blocks.factory.inTransaction(session -> {})));
            return blocks.transactions
                    .submit(connection -> {
                        assertRefused(() -> blocks.factory.inTransaction(session -> {}));
                        return null;
                    })
                    .thenCompose(refused -> blocks.transactions.atomic().getStageAsync(() -> {
                        assertRefused(() -> blocks.factory.inTransaction(session -> {}));
                        return CompletableFuture.completedFuture(null);
                    }));
        }));
    }

    @Test
    void aSessionThatWasOpenedBeforeTheBlockIsRefusedToo() {
        try (Session before = blocks.factory.openSession()) {
            before.getTransaction().begin();
            before.persist(new Account(1, 100));
            blocks.transactions.atomic().run(() -> {
                // It began outside, and so may end.
                before.getTransaction().commit();
                assertRefused(before::beginTransaction);
            });
            before.beginTransaction().commit();
        }
        assertThat(blocks.ids()).containsExactly(1);
    }

    /** The block has another connection and another session: each keeps or loses its own. */
    @Test
    void aBlockInsideItIsOnItsOwn() {
        assertThatThrownBy(() -> blocks.factory.inTransaction(around -> {
                    around.persist(new Account(1, 100));
                    blocks.transactions
                            .atomic()
                            .run(() -> blocks.hibernate.session().persist(new Account(2, 70)));
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(blocks.ids()).containsExactly(2);

        blocks.factory.inTransaction(around -> {
            around.persist(new Account(3, 30));
            assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                        blocks.hibernate.session().persist(new Account(4, 40));
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
        });
        assertThat(blocks.ids()).containsExactly(2, 3);
    }

    @Test
    void aChildSessionWithAConnectionOfItsOwnIsRefusedToo() {
        blocks.transactions.atomic().run(() -> {
            try (Session child = blocks.hibernate.session().sessionWithOptions().openSession()) {
                assertRefused(child::beginTransaction);
            }
        });
    }

    @Test
    void whereItIsMeantItCommitsAlone() {
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    blocks.transactions.autocommit(() -> {
                        blocks.factory.inTransaction(session -> session.persist(new Account(2, 70)));
                        return null;
                    });
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(blocks.ids()).containsExactly(2);
    }

    @Test
    void aRequiresNewBlockIsTheWayToCommitAlone() {
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    blocks.transactions
                            .atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .run(() -> blocks.hibernate.session().persist(new Account(2, 70)));
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(blocks.ids()).containsExactly(2);
    }

    @Test
    void aHookAfterCommitHasNoBlockAndMay() {
        blocks.transactions
                .atomic()
                .run(() -> blocks.transactions.onCommit(
                        () -> blocks.factory.inTransaction(session -> session.persist(new Account(2, 70)))));
        assertThat(blocks.ids()).containsExactly(2);
    }

    /** Nor where both factories were given one builder. */
    @Test
    void aBlockOfAnotherFactorysDatabaseRefusesNothing() {
        HibernateBlocks.Options shared = new HibernateBlocks.Options()
                .set(AvailableSettings.TRANSACTION_COORDINATOR_STRATEGY, new BlockTransactionCoordinatorBuilder());
        try (HibernateBlocks one = new HibernateBlocks(shared);
                HibernateBlocks other = new HibernateBlocks(shared)) {
            other.transactions.atomic().run(() -> {
                one.factory.inTransaction(session -> session.persist(new Account(2, 70)));
                assertRefused(() -> other.factory.inTransaction(session -> {}));
            });
            assertThat(one.ids()).containsExactly(2);
        }
    }

    /** Without a transaction it changes nothing; it reads what others have committed. */
    @Test
    void aSessionWithoutATransactionReadsPastTheBlock() {
        blocks.transactions.atomic().run(() -> {
            blocks.hibernate.session().persist(new Account(1, 100));
            blocks.hibernate.session().flush();
            try (Session beside = blocks.factory.openSession()) {
                assertThat(beside.find(Account.class, 1)).isNull();
            }
        });
        assertThat(blocks.ids()).containsExactly(1);
    }

    /** The same where Hibernate begins it, to load lazily what is detached. */
    @Test
    void lazyLoadingWithATransactionOfItsOwnIsRefused() {
        try (HibernateBlocks lazy = new HibernateBlocks(
                new HibernateBlocks.Options().set(AvailableSettings.ENABLE_LAZY_LOAD_NO_TRANS, true))) {
            lazy.given(new Account(1, 100));
            Account detached = lazy.transactions
                    .atomic()
                    .get(() -> lazy.hibernate.session().find(Account.class, 1));
            lazy.transactions.atomic().run(() -> assertRefused(detached.movements::size));
            assertThat(detached.movements).isEmpty();
        }
    }
}
