package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.hibernate.HibernateTransactions;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import jakarta.persistence.EntityManagerFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.TransactionException;
import org.hibernate.engine.spi.SessionImplementor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Transactional;

/** Stateless sessions in a block, by each of the ways in which a service of Spring's comes to one. */
final class StatelessSessionInBlockTest {

    private static final IllegalStateException FAILURE = new IllegalStateException("undo");

    /** Loads many rows. */
    static class Loader {

        private final StatelessSession session;

        Loader(StatelessSession session) {
            this.session = session;
        }

        @Transactional
        public void load(Account account) {
            session.insert(account);
        }

        public int balance(int id) {
            return session.get(Account.class, id).balance;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Loading {

        @Bean
        Loader loader(Transactions transactions, EntityManagerFactory factory) {
            return new Loader(HibernateTransactions.of(transactions, factory).statelessSession());
        }
    }

    static Stream<Arguments> places() {
        return Arrays.stream(Server.values())
                .flatMap(server -> Arrays.stream(Place.values()).map(place -> Arguments.of(server, place)));
    }

    @ParameterizedTest
    @MethodSource("places")
    void theOneOfTheBlockIsInItWithSpringsTransactionOrWithout(Server server, Place place) {
        JpaApplication.run(
                server,
                jpa -> {
                    Loader loader = jpa.application().bean(Loader.class);
                    Runnable work = () -> {
                        loader.load(new Account(1, "ann", 100));
                        jpa.accounts().saveAndFlush(new Account(2, "bob", 200));
                        assertThat(jpa.accounts().count()).isEqualTo(2);
                        assertThat(loader.balance(2)).isEqualTo(200);
                        assertThat(jpa.rows()).isEmpty();
                    };
                    assertThatThrownBy(() -> jpa.inBlock(place, () -> {
                                work.run();
                                throw FAILURE;
                            }))
                            .isSameAs(FAILURE);
                    assertThat(jpa.rows()).isEmpty();
                    jpa.inBlock(place, work);
                    assertThat(jpa.rows()).containsExactly("1:100", "2:200");
                },
                Loading.class);
    }

    /** By the entity manager that a service has. */
    @ParameterizedTest
    @MethodSource("places")
    void aChildOfTheBlocksSessionIsInTheBlock(Server server, Place place) {
        JpaApplication.run(server, jpa -> {
            Runnable work = () -> {
                try (StatelessSession session = jpa.entities()
                        .unwrap(SessionImplementor.class)
                        .statelessWithOptions()
                        .connection()
                        .open()) {
                    session.insert(new Account(1, "ann", 100));
                }
                assertThat(jpa.accounts().count()).isEqualTo(1);
                assertThat(jpa.rows()).isEmpty();
            };
            assertThatThrownBy(() -> jpa.inBlock(place, () -> {
                        work.run();
                        throw FAILURE;
                    }))
                    .isSameAs(FAILURE);
            assertThat(jpa.rows()).isEmpty();
            jpa.inBlock(place, work);
            assertThat(jpa.rows()).containsExactly("1:100");
        });
    }

    /** What it would write would be committed by itself, row by row. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void oneOfTheFactoryReadsInABlockAndMayNotWrite(Place place) {
        List<Consumer<StatelessSession>> writes = List.of(
                session -> session.insert(new Account(2, "bob", 200)),
                session -> session.insertMultiple(List.of(new Account(2, "bob", 200))),
                session -> session.update(session.get(Account.class, 1)),
                session -> session.delete(session.get(Account.class, 1)),
                session -> session.upsert(session.get(Account.class, 1)),
                StatelessSession::beginTransaction);
        JpaApplication.run(Server.H2, jpa -> {
            jpa.given(1, "ann", 100);
            SessionFactory factory =
                    jpa.application().bean(EntityManagerFactory.class).unwrap(SessionFactory.class);
            jpa.inBlock(place, () -> {
                jpa.accounts().saveAndFlush(new Account(3, "cid", 300));
                try (StatelessSession session = factory.openStatelessSession()) {
                    assertThat(session.get(Account.class, 1).balance).isEqualTo(100);
                    assertThat(session.get(Account.class, 3)).as("of the block").isNull();
                    writes.forEach(write -> assertThatThrownBy(() -> write.accept(session))
                            .isInstanceOf(TransactionException.class)
                            .hasMessageContaining("part of a block")
                            .hasMessageContaining("transactions.autocommit("));
                }
                jpa.transactions().autocommit(() -> {
                    try (StatelessSession session = factory.openStatelessSession()) {
                        session.insert(new Account(4, "dan", 400));
                    }
                    return null;
                });
            });
            try (StatelessSession session = factory.openStatelessSession()) {
                session.insert(new Account(5, "eve", 500));
                // Who has begun a transaction before the block ends it too.
                session.beginTransaction();
                jpa.inBlock(place, () -> session.insert(new Account(6, "fay", 600)));
                assertThat(jpa.rows()).doesNotContain("6:600");
                session.getTransaction().commit();
            }
            assertThat(jpa.rows()).containsExactly("1:100", "3:300", "4:400", "5:500", "6:600");
        });
    }
}
