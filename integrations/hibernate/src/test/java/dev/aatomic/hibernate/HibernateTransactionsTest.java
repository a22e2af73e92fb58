package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import dev.aatomic.testing.Server;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.spi.SessionImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a factory and a database are joined, and what stays as it is outside blocks. */
class HibernateTransactionsTest {

    HibernateBlocks blocks;

    @BeforeEach
    void open() {
        blocks = new HibernateBlocks(Server.H2);
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    @Test
    void aFactoryThatWasMadeWithoutTheSettingIsRefused() {
        try (HibernateBlocks other = new HibernateBlocks(
                new HibernateBlocks.Options().set(AvailableSettings.CACHE_REGION_FACTORY, "jcache"))) {
            assertThat(other.hibernate).isNotNull();
        }
        assertThatThrownBy(() -> new HibernateBlocks(
                        new HibernateBlocks.Options().set(AvailableSettings.TRANSACTION_COORDINATOR_STRATEGY, "jdbc")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HibernateTransactions.configure(settings)")
                .hasMessageContaining("JdbcResourceLocalTransactionCoordinatorBuilderImpl");
    }

    @Test
    void theSettingMayBeANameInAFile() {
        try (HibernateBlocks named = new HibernateBlocks(new HibernateBlocks.Options()
                .set(
                        AvailableSettings.TRANSACTION_COORDINATOR_STRATEGY,
                        "dev.aatomic.hibernate.BlockTransactionCoordinatorBuilder"))) {
            named.transactions.atomic().run(() -> named.hibernate.session().persist(new Account(1, 1)));
            assertThat(named.ids()).containsExactly(1);
        }
    }

    @Test
    void configureSetsNothingElse() {
        Map<String, Object> settings = new HashMap<>();
        HibernateTransactions.configure(settings);
        assertThat(settings).containsOnlyKeys("hibernate.transaction.coordinator_class");
    }

    @Test
    void outsideBlocksTheFactoryWorksAsBefore() {
        blocks.factory.inTransaction(session -> session.persist(new Account(1, 100)));
        assertThat(blocks.ids()).containsExactly(1);
        assertThatThrownBy(() -> blocks.factory.inTransaction(session -> {
                    session.persist(new Account(2, 100));
                    session.flush();
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(blocks.ids()).containsExactly(1);
    }

    @Test
    void aChildSessionIsPartOfTheBlock() {
        blocks.transactions.atomic().run(() -> {
            Session session = blocks.hibernate.session();
            session.persist(new Account(1, 100));
            try (Session child = session.sessionWithOptions().connection().openSession()) {
                child.persist(new Account(2, 70));
                child.flush();
            }
        });
        assertThat(blocks.ids()).containsExactly(1, 2);
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    try (Session child = blocks.hibernate
                            .session()
                            .sessionWithOptions()
                            .connection()
                            .openSession()) {
                        child.persist(new Account(3, 3));
                        child.flush();
                    }
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(blocks.ids()).containsExactly(1, 2);
    }

    @Test
    void eachBlockOfATestThatIsRolledBackHasASessionOfItsOwn() throws Exception {
        TestBlock test = TestBlocks.of(blocks.transactions).open("default", "the test");
        try {
            test.call(() -> {
                blocks.transactions
                        .atomic()
                        .run(() -> blocks.hibernate.session().persist(new Account(1, 100)));
                blocks.transactions.atomic().run(() -> {
                    Account account = blocks.hibernate.session().find(Account.class, 1);
                    assertThat(account.amount).isEqualTo(100);
                    blocks.hibernate.session().persist(new Ticket());
                });
                assertThat(blocks.events.told).containsExactly("committed 1", "committed 1");
                return null;
            });
        } finally {
            test.end();
        }
        assertThat(blocks.ids()).isEmpty();
    }

    @Test
    void theSessionIsAnObjectThatMayBeKept() {
        Session session = blocks.hibernate.session();
        assertThat(session).isSameAs(blocks.hibernate.session()).isInstanceOf(SessionImplementor.class);
        assertThat(session.getSessionFactory()).isSameAs(blocks.factory);
        assertThat(session).hasToString("session of the current block");
        assertThatThrownBy(() -> session.find(Account.class, 1)).isInstanceOf(NoTransactionException.class);
        blocks.transactions.atomic().run(() -> session.persist(new Account(1, 1)));
        blocks.transactions.atomic().run(() -> session.persist(new Account(2, 2)));
        assertThat(blocks.ids()).containsExactly(1, 2);
    }

    @Test
    void isOpenSaysWhetherABlockIsCurrent() {
        Session session = blocks.hibernate.session();
        assertThat(session.isOpen()).isFalse();
        blocks.transactions.atomic().run(() -> assertThat(session.isOpen()).isTrue());
    }
}
