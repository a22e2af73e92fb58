package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The ways to the database that the application injects: into a block where one is open, and where none is. */
final class ScopedBeansTest {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final ApplicationContextRunner runner = Application.runner(database);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyWayToTheDatabaseLeadsIntoTheBlock() {
        runner.run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        context.getBean(JdbcTemplate.class).update("insert into entry values (1)");
                        context.getBean(NamedParameterJdbcTemplate.class)
                                .update("insert into entry values (:v)", Map.of("v", 2));
                        context.getBean(JdbcClient.class)
                                .sql("insert into entry values (3)")
                                .update();
                        DSLContext dsl = context.getBean(DSLContext.class);
                        dsl.insertInto(DSL.table("entry")).values(4).execute();
                        dsl.insertInto(DSL.table("entry"))
                                .values(5)
                                .executeAsync()
                                .toCompletableFuture()
                                .join();
                        dsl.transaction(inner -> inner.dsl()
                                .insertInto(DSL.table("entry"))
                                .values(6)
                                .execute());
                        assertThatThrownBy(() -> dsl.transaction(inner -> {
                                    inner.dsl()
                                            .insertInto(DSL.table("entry"))
                                            .values(7)
                                            .execute();
                                    throw new IllegalStateException("inner");
                                }))
                                .hasMessage("inner");
                        assertThat(context.getBean(JdbcTemplate.class)
                                        .queryForList("select v from entry order by v", Integer.class))
                                .containsExactly(1, 2, 3, 4, 5, 6);
                        throw new IllegalStateException("block");
                    }))
                    .hasMessage("block");
            assertThat(database.rows()).isEmpty();
        });
    }

    @Test
    void outsideBlocksAllIsAsBefore() {
        runner.withPropertyValues("aatomic.require-transaction=false").run(context -> {
            context.getBean(JdbcTemplate.class).update("insert into entry values (1)");
            DSLContext dsl = context.getBean(DSLContext.class);
            dsl.insertInto(DSL.table("entry")).values(2).execute();
            dsl.insertInto(DSL.table("entry"))
                    .values(3)
                    .executeAsync()
                    .toCompletableFuture()
                    .join();
            assertThatThrownBy(() -> dsl.transaction(inner -> {
                        inner.dsl().insertInto(DSL.table("entry")).values(4).execute();
                        context.getBean(JdbcTemplate.class).update("insert into entry values (5)");
                        throw new IllegalStateException("jOOQ's");
                    }))
                    .hasMessage("jOOQ's");

            assertThat(database.rows()).containsExactly(1, 2, 3);
        });
    }

    /** J9. */
    @Test
    void j9StatementsOutsideBlocksAreRefused() {
        runner.run(context -> {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            DSLContext dsl = context.getBean(DSLContext.class);
            assertThatThrownBy(() -> jdbc.update("insert into entry values (1)"))
                    .hasRootCauseInstanceOf(NoTransactionException.class)
                    .hasMessageContaining("aatomic.require-transaction=false");
            assertThatThrownBy(
                            () -> dsl.insertInto(DSL.table("entry")).values(1).execute())
                    .hasRootCauseInstanceOf(NoTransactionException.class);

            Transactions transactions = context.getBean(Transactions.class);
            transactions.autocommit(() -> jdbc.update("insert into entry values (1)"));
            transactions.atomic().run(() -> {
                dsl.insertInto(DSL.table("entry")).values(2).execute();
            });
            new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                    .executeWithoutResult(status -> jdbc.update("insert into entry values (3)"));

            assertThat(database.rows()).containsExactly(1, 2, 3);
        });
    }

    /** J9: libraries ask for the database's name as the application starts. */
    @Test
    void j9ConnectionCanBeAskedOutsideBlocks() {
        runner.run(context -> {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            assertThat(jdbc.execute((ConnectionCallback<String>)
                            connection -> connection.getMetaData().getDatabaseProductName()))
                    .isEqualTo("H2");
            assertThat(context.getBean(HikariDataSource.class)
                            .getHikariPoolMXBean()
                            .getActiveConnections())
                    .isZero();
        });
    }

    /** J9: as the message says. */
    @Test
    void j9StatementsOutsideBlocksCanBeAllowed() {
        runner.withPropertyValues("aatomic.require-transaction=false").run(context -> {
            context.getBean(JdbcTemplate.class).update("insert into entry values (1)");
            context.getBean(DSLContext.class)
                    .insertInto(DSL.table("entry"))
                    .values(2)
                    .execute();

            assertThat(database.rows()).containsExactly(1, 2);
        });
    }
}
