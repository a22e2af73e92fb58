package dev.aatomic.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.pools.HurtDriver.Hurt;
import dev.aatomic.pools.PoolsPage.Column;
import dev.aatomic.pools.PoolsPage.Table;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

/** A connection that was lost, or is in doubt, is never given out again, whatever the pool and whatever is around it. */
final class PoolEvictionTest {

    /** More than any pool skips, and at once: pools that check a connection skip that for one used just now. */
    private static final int BLOCKS_AFTERWARDS = 10;

    private static final int SEVERAL = 3;

    static Stream<Arguments> all() {
        return Stream.of(Server.values())
                .flatMap(server -> Stream.of(Pool.values())
                        .flatMap(pool ->
                                Stream.of(Wrapping.values()).map(wrapping -> Arguments.of(server, pool, wrapping))));
    }

    static Stream<Arguments> bare() {
        return all().filter(arguments -> arguments.get()[2] == Wrapping.NONE);
    }

    private static ConnectionFunction<Integer> execute(String sql) {
        return connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        };
    }

    private static void insert(Transactions transactions, int value) {
        transactions.atomic().run(() -> {
            transactions
                    .submit(execute("insert into entry values (" + value + ")"))
                    .join();
        });
    }

    /** Runs the next blocks, which all work, and compares with the page what has become of the connection that was lost. */
    private static void assertItIsAsThePageSays(Pool pool, Wrapping wrapping, Transactions transactions, Hurt driver) {
        List<Integer> values =
                IntStream.rangeClosed(1, BLOCKS_AFTERWARDS).boxed().toList();
        driver.database().execute("delete from entry");
        values.forEach(value -> insert(transactions, value));

        assertThat(driver.database().rows()).isEqualTo(values);
        assertItIsAsThePageSays(pool, wrapping, driver);
    }

    private static void assertItIsAsThePageSays(Pool pool, Wrapping wrapping, Hurt driver) {
        String found = whatBecameOfTheLost(driver);
        PoolsPage.assertSays(Table.POOLS, pool.title, Column.LOST, found);
        PoolsPage.assertSays(Table.WRAPPINGS, wrapping.title, Column.LOST, found);
    }

    private static String whatBecameOfTheLost(Hurt driver) {
        if (driver.usesOfTheDead() > 0) {
            return "given out again, " + driver.usesOfTheDead() + " times";
        }
        return driver.deadAndOpen() > 0 ? "not closed, " + driver.deadAndOpen() + " of them" : "replaced";
    }

    /** Without a number: the pool's maximum is read through whatever is around it. */
    private static Transactions transactions(Wrapping wrapping, Pool.Opened pool, int connections) {
        Transactions transactions = Transactions.builder()
                .database("default", wrapping.around(pool.dataSource()))
                .build();
        assertThat(transactions.metrics().database("default").connections()).isEqualTo(connections);
        return transactions;
    }

    @ParameterizedTest
    @MethodSource("all")
    void connectionThatIsClosedInABlockIsReplaced(Server server, Pool pool, Wrapping wrapping) throws Exception {
        try (Hurt driver = new Hurt(server);
                Pool.Opened opened = pool.open(driver.url(), 1);
                Transactions transactions = transactions(wrapping, opened, 1)) {
            insert(transactions, 1);

            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions
                                .submit(execute("insert into entry values (2)"))
                                .join();
                        driver.closeAll();
                        transactions
                                .submit(execute("insert into entry values (3)"))
                                .join();
                    }))
                    .isInstanceOf(Exception.class);
            // The last statement of the block has found the connection closed.
            driver.forgetUses();

            assertItIsAsThePageSays(pool, wrapping, transactions, driver);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void connectionWhoseCommitIsInDoubtIsReplaced(Server server, Pool pool, Wrapping wrapping) throws Exception {
        try (Hurt driver = new Hurt(server);
                Pool.Opened opened = pool.open(driver.url(), 1);
                Transactions transactions = transactions(wrapping, opened, 1)) {
            insert(transactions, 1);
            driver.losesCommits(true);

            assertThatThrownBy(() -> insert(transactions, 2)).isInstanceOf(CommitOutcomeUnknownException.class);
            driver.losesCommits(false);

            assertItIsAsThePageSays(pool, wrapping, transactions, driver);
        }
    }

    @ParameterizedTest
    @MethodSource("bare")
    void eachOfSeveralIsReplaced(Server server, Pool pool, Wrapping wrapping) throws Exception {
        try (Hurt driver = new Hurt(server);
                Pool.Opened opened = pool.open(driver.url(), SEVERAL);
                Transactions transactions = transactions(wrapping, opened, SEVERAL)) {
            CountDownLatch together = new CountDownLatch(SEVERAL);
            List<CompletableFuture<Void>> blocks = new ArrayList<>();
            driver.losesCommits(true);
            for (int i = 1; i <= SEVERAL; i++) {
                int value = i;
                blocks.add(transactions.atomic().runAsync(() -> {
                    transactions
                            .submit(execute("insert into entry values (" + value + ")"))
                            .join();
                    together.countDown();
                    assertThat(together.await(30, TimeUnit.SECONDS)).isTrue();
                }));
            }
            for (CompletableFuture<Void> block : blocks) {
                assertThat(block)
                        .failsWithin(1, TimeUnit.MINUTES)
                        .withThrowableThat()
                        .withCauseInstanceOf(CommitOutcomeUnknownException.class);
            }
            driver.losesCommits(false);

            assertItIsAsThePageSays(pool, wrapping, transactions, driver);
        }
    }

    /** The pool's own way does not depend on what the driver does. c3p0 has none. */
    @ParameterizedTest
    @EnumSource(value = Pool.class, mode = EnumSource.Mode.EXCLUDE, names = "C3P0")
    void poolIsToldItselfWhereTheDriverDoesNotClose(Pool pool) throws Exception {
        try (Hurt driver = new Hurt(Server.H2);
                Pool.Opened opened = pool.open(driver.url(), 1);
                Transactions transactions = transactions(Wrapping.NONE, opened, 1)) {
            insert(transactions, 1);
            driver.staysOpen();
            driver.losesCommits(true);
            assertThatThrownBy(() -> insert(transactions, 2)).isInstanceOf(CommitOutcomeUnknownException.class);
            driver.losesCommits(false);

            IntStream.rangeClosed(3, 2 + BLOCKS_AFTERWARDS).forEach(value -> insert(transactions, value));

            assertThat(driver.usesOfTheDead()).as("uses of what was lost").isZero();
        }
    }

    /** The data source leads to the primary, and the connection is the replica's. */
    @ParameterizedTest
    @MethodSource("bare")
    void connectionOfAReplicaIsReplaced(Server server, Pool pool, Wrapping wrapping) throws Exception {
        try (Hurt primary = new Hurt(server);
                Hurt replica = new Hurt(server);
                Pool.Opened primaries = pool.open(primary.url(), 1);
                Pool.Opened replicas = pool.open(replica.url(), 1)) {
            LazyConnectionDataSourceProxy routing =
                    new LazyConnectionDataSourceProxy(wrapping.around(primaries.dataSource()));
            routing.setReadOnlyDataSource(replicas.dataSource());
            try (Transactions transactions =
                    Transactions.builder().database("default", routing).build()) {
                insert(transactions, 1);
                replica.losesCommits(true);
                assertThatThrownBy(() -> read(transactions)).isInstanceOf(CommitOutcomeUnknownException.class);
                replica.losesCommits(false);

                for (int i = 0; i < BLOCKS_AFTERWARDS; i++) {
                    assertThat(read(transactions)).isZero();
                }
                assertItIsAsThePageSays(pool, wrapping, transactions, primary);
                assertItIsAsThePageSays(pool, wrapping, replica);
            }
        }
    }

    private static int read(Transactions transactions) {
        return transactions
                .atomic()
                .readOnly()
                .get(() -> transactions
                        .submit(connection -> {
                            try (Statement statement = connection.createStatement();
                                    ResultSet rows = statement.executeQuery("select count(*) from entry")) {
                                assertThat(rows.next()).isTrue();
                                return rows.getInt(1);
                            }
                        })
                        .join());
    }

    /** Spring's proxies take a connection as they are first used: to throw one away that has none is not to wait for one. */
    @ParameterizedTest
    @EnumSource(
            value = Wrapping.class,
            names = {"LAZY", "TRANSACTION_AWARE"})
    void connectionThatWasNeverTakenIsNotTakenToBeThrownAway(Wrapping wrapping) throws Exception {
        AtomicInteger taken = new AtomicInteger();
        DataSource none = new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                taken.incrementAndGet();
                throw new SQLTransientConnectionException("there is none");
            }

            @Override
            public Connection getConnection(String user, String password) throws SQLException {
                return getConnection();
            }
        };
        DataSource wrapped = wrapping.around(none);
        if (wrapped instanceof LazyConnectionDataSourceProxy lazy) {
            // It would take one to ask for them.
            lazy.setDefaultAutoCommit(true);
            lazy.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        taken.set(0);
        try (Transactions transactions =
                Transactions.builder().database("default", wrapped, 1).build()) {
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions
                                .submit(connection ->
                                        connection.prepareStatement("select 1").getFetchSize())
                                .join();
                    }))
                    .hasStackTraceContaining("there is none");
        }

        assertThat(taken).hasValue(1);
    }
}
