package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks that take their connection with the first statement, which comes from Spring or is opened in one of its transactions. */
final class LateConnectionTest {

    private static Atomic late(Application application) {
        return application.transactions().atomic().connection(ConnectionAcquisition.LAZY);
    }

    private static int active(Application application) {
        HikariPoolMXBean pool = application.bean(HikariDataSource.class).getHikariPoolMXBean();
        // It is made with the first connection.
        return pool == null ? 0 : pool.getActiveConnections();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void statementOfJdbcTemplateIsTheFirst(Server server) {
        Application.run(server, application -> {
            late(application).run(() -> {
                assertThat(active(application)).isZero();
                application.insert(1);
                assertThat(active(application)).isOne();
                application.insertByJooq(2);
                assertThat(application.committed()).isEmpty();
            });

            assertThat(application.committed()).containsExactly(1, 2);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void transactionOfSpringsInTheBlockJoinsIt(Server server) {
        Application.run(server, application -> {
            IllegalStateException around = new IllegalStateException("around");
            assertThatThrownBy(() -> late(application).run(() -> {
                        assertThat(active(application)).isZero();
                        application.inSpring(() -> application.insert(1));
                        assertThat(active(application)).isOne();
                        throw around;
                    }))
                    .isSameAs(around);
            assertThat(application.committed()).isEmpty();

            late(application).run(() -> application.inSpring(() -> application.insert(2)));
            assertThat(application.committed()).containsExactly(2);
        });
    }

    /** There the connection is Spring's, and the setting changes nothing. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void blockInATransactionOfSpringsHasItsConnection(Server server) {
        Application.run(server, application -> {
            application.inSpring(() -> {
                application.insert(1);
                late(application).run(() -> {
                    assertThat(active(application)).isOne();
                    assertThat(application.seen()).containsExactly(1);
                    application.insert(2);
                });
                assertThatThrownBy(() -> late(application).run(() -> {
                            application.insert(3);
                            throw new IllegalStateException("undo");
                        }))
                        .hasMessage("undo");
                // Without a statement.
                late(application).run(() -> {});
                assertThat(application.committed()).isEmpty();
            });

            assertThat(application.committed()).containsExactly(1, 2);
        });
    }
}
