package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.testing.Server;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.context.TenantIdentifierMismatchException;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the block is told, its session does: only to read, or for one tenant. */
class BlockSettingsTest {

    @ParameterizedTest
    @EnumSource(Server.class)
    void aReadOnlyBlockReadsAndWritesNothing(Server server) {
        try (HibernateBlocks blocks = new HibernateBlocks(server)) {
            blocks.given(new Account(1, 100));
            int amount = blocks.transactions.atomic().readOnly().get(() -> {
                Session session = blocks.hibernate.session();
                assertThat(session.getHibernateFlushMode()).isEqualTo(FlushMode.MANUAL);
                Account account = session.find(Account.class, 1);
                assertThat(session.isReadOnly(account)).isTrue();
                account.amount = 50;
                return account.amount;
            });
            assertThat(amount).isEqualTo(50);
            assertThat(blocks.amounts()).containsExactly(100);
        }
    }

    @Test
    void aReadOnlyBlockInsideOneThatWritesLeavesTheSessionAsItIs() {
        try (HibernateBlocks blocks = new HibernateBlocks(Server.H2)) {
            blocks.given(new Account(1, 100));
            blocks.transactions.atomic().run(() -> {
                blocks.transactions
                        .atomic()
                        .readOnly()
                        .run(() -> blocks.hibernate.session().find(Account.class, 1));
                blocks.hibernate.session().find(Account.class, 1).amount = 50;
            });
            assertThat(blocks.amounts()).containsExactly(50);
        }
    }

    /** The tenant of whoever asks. */
    private static final class Tenants implements CurrentTenantIdentifierResolver<String> {

        final AtomicReference<String> current = new AtomicReference<>("red");

        @Override
        public String resolveCurrentTenantIdentifier() {
            return current.get();
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return true;
        }
    }

    @Test
    void aSessionIsForTheTenantOfItsFirstUseAndForNoOther() {
        Tenants tenants = new Tenants();
        try (HibernateBlocks blocks = new HibernateBlocks(
                new HibernateBlocks.Options().set(AvailableSettings.MULTI_TENANT_IDENTIFIER_RESOLVER, tenants))) {
            blocks.transactions.atomic().run(() -> {
                Session session = blocks.hibernate.session();
                assertThat(session.getTenantIdentifierValue()).isEqualTo("red");
                tenants.current.set("blue");
                assertThatThrownBy(() -> session.find(Account.class, 1))
                        .isInstanceOf(TenantIdentifierMismatchException.class)
                        .hasMessageContaining("'red'")
                        .hasMessageContaining("'blue'");
                tenants.current.set("red");
                session.persist(new Account(1, 100));
                blocks.hibernate.statelessSession().insert(new Account(2, 70));
            });
            assertThat(blocks.ids()).containsExactly(1, 2);
        }
    }
}
