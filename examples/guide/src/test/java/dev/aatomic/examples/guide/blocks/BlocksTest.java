package dev.aatomic.examples.guide.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BlocksTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final Transactions transactions = database.transactions();
    private final DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
    private final Blocks blocks = new Blocks(transactions, dsl);

    @Test
    void transferIsDoneOrNot() {
        Await.value(new Transfers(transactions).transfer(1, 2, BigDecimal.TEN));

        assertThat(database.balance(1)).isEqualTo(90);
        assertThat(database.balance(2)).isEqualTo(110);
    }

    @Test
    void failureOfTheStageRollsBack() {
        CompletableFuture<Integer> moved = transactions
                .atomic()
                .getStageAsync(() -> new Transfers(transactions)
                        .transfer(1, 2, BigDecimal.TEN)
                        .thenApply(updated -> {
                            throw new IllegalStateException("no");
                        }));

        assertThat(Await.cause(moved)).isInstanceOf(IllegalStateException.class);
        assertThat(database.balance(1)).isEqualTo(100);
    }

    @Test
    void allFormsWork() {
        blocks.forms();

        assertThat(transactions.metrics().database("default").committed()).isEqualTo(3);
    }

    @Test
    void settingsMakeANewBlock() {
        assertThat(Await.value(blocks.settings())).isEqualTo(2);
    }

    @Test
    void connectionIsTakenWithTheFirstStatement() {
        CompletableFuture<BigDecimal> rate = new CompletableFuture<>();
        CompletableFuture<Integer> updated = blocks.late(rate);
        Await.until("the body waits for the rate", () -> rate.getNumberOfDependents() > 0);
        assertThat(database.dataSource().getHikariPoolMXBean().getActiveConnections())
                .isZero();

        rate.complete(BigDecimal.TEN);

        assertThat(Await.value(updated)).isEqualTo(2);
        assertThat(database.balance(1)).isEqualTo(1000);
    }

    @Test
    void stepRunsOnTheConnection() {
        assertThat(Await.value(blocks.empty(1))).isEqualTo(1);
        assertThat(database.balance(1)).isZero();
    }

    @Test
    void blockByHandEnds() {
        database.execute("update account set balance = 0 where id = 1");

        assertThat(Await.value(blocks.deleteByHand())).isEqualTo(1);
        assertThat(database.number("select count(*) from account")).isEqualTo(1);
    }

    @Test
    void blockByHandRollsBack() {
        database.execute("drop table account");

        assertThat(Await.cause(blocks.deleteByHand())).isInstanceOf(SQLException.class);
        assertThat(transactions.metrics().database("default").rolledBack()).isEqualTo(1);
    }

    @Test
    void tableIsCreatedOutsideOfBlocks() {
        blocks.createArchive();

        assertThat(database.number("select count(*) from archive")).isZero();
    }

    @Test
    void definitionIsRefusedInABlockOfH2() {
        assertThatThrownBy(() -> transactions.atomic().run(() -> dsl.execute("CREATE TABLE archive (id BIGINT)")))
                .hasStackTraceContaining("autocommit");
    }

    @Test
    void statementOutsideABlockIsRefused() {
        assertThatThrownBy(() -> dsl.execute("DELETE FROM account")).isInstanceOf(NoTransactionException.class);
        assertThat(database.number("select count(*) from account")).isEqualTo(2);
    }

    @Test
    void failedStatementBreaksTheBlock() {
        CompletableFuture<String> block = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(connection -> connection.createStatement().executeUpdate("no SQL"))
                        .handle((updated, failure) -> "swallowed"));

        assertThat(Await.cause(block)).isInstanceOf(UnexpectedRollbackException.class);
    }

    @Test
    void statementsRunInTheOrderInWhichTheyWereSubmitted() {
        List<Integer> order = new CopyOnWriteArrayList<>();

        Await.value(transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Boolean> first = transactions.submit(connection -> order.add(1));
            CompletableFuture<Boolean> second = transactions.submit(connection -> order.add(2));
            return first.thenCombine(second, (one, two) -> order.add(3));
        }));

        assertThat(order).containsExactly(1, 2, 3);
    }

    @Test
    void sizeOfAPoolIsReadOrSaid() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:size");
        config.setMaximumPoolSize(3);
        DataSource unpooled = h2();

        try (HikariDataSource pool = new HikariDataSource(config);
                Transactions read = Blocks.open(pool);
                Transactions said = Blocks.openOfUnknownSize(unpooled)) {
            assertThat(read.metrics().database("default").connections()).isEqualTo(3);
            assertThat(said.metrics().database("default").connections()).isEqualTo(10);
        }
        assertThatThrownBy(() -> Blocks.open(unpooled)).isInstanceOf(IllegalArgumentException.class);
    }

    private static DataSource h2() {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:mem:unpooled");
        return dataSource;
    }
}
