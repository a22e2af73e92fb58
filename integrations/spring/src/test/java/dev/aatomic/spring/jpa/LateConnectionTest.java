package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.testing.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Repositories, an entity manager and Spring's transactions in blocks that take their connection with the first statement. */
final class LateConnectionTest {

    private static Atomic late(JpaApplication jpa) {
        return jpa.transactions().atomic().connection(ConnectionAcquisition.LAZY);
    }

    private static int active(JpaApplication jpa) {
        HikariPoolMXBean pool = jpa.application().bean(HikariDataSource.class).getHikariPoolMXBean();
        // It is made with the first connection.
        return pool == null ? 0 : pool.getActiveConnections();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatIsOnlyPersistedIsWritten(Server server) {
        JpaApplication.run(server, jpa -> {
            late(jpa).run(() -> {
                assertThat(active(jpa)).isZero();
                jpa.entities().persist(new Account(1, "ann", 100));
                assertThat(jpa.rows()).isEmpty();
            });
            assertThat(jpa.rows()).containsExactly("1:100");

            late(jpa).run(() -> jpa.accounts().findById(1).orElseThrow().balance = 70);
            assertThat(jpa.rows()).containsExactly("1:70");
        });
    }

    @Test
    void transactionOfSpringsInTheBlockJoinsIt() {
        JpaApplication.run(Server.H2, jpa -> {
            IllegalStateException around = new IllegalStateException("around");
            assertThatThrownBy(() -> late(jpa).run(() -> {
                        assertThat(active(jpa)).isZero();
                        jpa.spring()
                                .executeWithoutResult(status -> jpa.entities().persist(new Account(1, "ann", 100)));
                        throw around;
                    }))
                    .isSameAs(around);
            assertThat(jpa.rows()).isEmpty();

            late(jpa)
                    .run(() -> jpa.spring()
                            .executeWithoutResult(status -> jpa.accounts().save(new Account(2, "bob", 200))));
            assertThat(jpa.rows()).containsExactly("2:200");
        });
    }

    /** There the connection is Spring's, and the setting changes nothing. */
    @Test
    void blockInATransactionOfSpringsHasItsConnection() {
        JpaApplication.run(Server.H2, jpa -> {
            jpa.spring().executeWithoutResult(status -> {
                jpa.accounts().save(new Account(1, "ann", 100));
                late(jpa).run(() -> {
                    assertThat(active(jpa)).isOne();
                    jpa.accounts().save(new Account(2, "bob", 200));
                });
                assertThat(jpa.rows()).isEmpty();
            });
            assertThat(jpa.rows()).containsExactly("1:100", "2:200");
        });
    }
}
