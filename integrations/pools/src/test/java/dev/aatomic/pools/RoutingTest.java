package dev.aatomic.pools;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.pools.PoolsPage.Column;
import dev.aatomic.pools.PoolsPage.Table;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.spring.SpringBridge;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A block that only reads reaches the replica, and one that writes the primary, from the first of them on and whatever comes first in it. */
final class RoutingTest {

    private static final int PRIMARY = 1;
    private static final int REPLICA = 2;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    /** A database that knows which one it is. */
    private DataSource pool(Server server, int which) {
        TestDatabase database = new TestDatabase(server);
        opened.add(database);
        database.execute("insert into entry values (" + which + ")");
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(database.url());
        pool.setMaximumPoolSize(2);
        opened.add(pool);
        return pool;
    }

    /** Who routes by what. */
    enum Router {
        LAZY("`LazyConnectionDataSourceProxy` with `setReadOnlyDataSource`") {
            @Override
            DataSource over(DataSource primary, DataSource replica) {
                LazyConnectionDataSourceProxy proxy = new LazyConnectionDataSourceProxy(primary);
                proxy.setReadOnlyDataSource(replica);
                return proxy;
            }
        },
        BY_FLAG("`AbstractRoutingDataSource` by Spring's flag") {
            @Override
            DataSource over(DataSource primary, DataSource replica) {
                AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
                    @Override
                    protected Object determineCurrentLookupKey() {
                        return TransactionSynchronizationManager.isActualTransactionActive()
                                && TransactionSynchronizationManager.isCurrentTransactionReadOnly();
                    }
                };
                routing.setTargetDataSources(Map.of(true, replica, false, primary));
                routing.afterPropertiesSet();
                return routing;
            }
        },
        LAZY_BY_FLAG("the same in a `LazyConnectionDataSourceProxy`") {
            @Override
            DataSource over(DataSource primary, DataSource replica) {
                return new LazyConnectionDataSourceProxy(BY_FLAG.over(primary, replica));
            }
        };

        /** What it is called on the page. */
        final String title;

        Router(String title) {
            this.title = title;
        }

        abstract DataSource over(DataSource primary, DataSource replica);
    }

    /** What comes first in a block. */
    private enum Way {
        CREATE_STATEMENT {
            @Override
            int ask(Database database) {
                return inStep(database, RoutingTest::create);
            }
        },
        PREPARE_STATEMENT {
            @Override
            int ask(Database database) {
                return inStep(database, connection -> {
                    try (PreparedStatement statement = connection.prepareStatement("select v from entry");
                            ResultSet result = statement.executeQuery()) {
                        return only(result);
                    }
                });
            }
        },
        META_DATA {
            @Override
            int ask(Database database) {
                return inStep(database, connection -> {
                    assertThat(connection.getMetaData().getDatabaseMajorVersion())
                            .isPositive();
                    return create(connection);
                });
            }
        },
        PROPERTY {
            @Override
            int ask(Database database) {
                return inStep(database, connection -> {
                    assertThat(connection.getSchema()).isNotEmpty();
                    return create(connection);
                });
            }
        },
        CHANGED_PROPERTY {
            @Override
            int ask(Database database) {
                return inStep(database, connection -> {
                    connection.setHoldability(connection.getHoldability());
                    return create(connection);
                });
            }
        },
        WRAPPER {
            @Override
            int ask(Database database) {
                return inStep(database, connection -> {
                    assertThat(connection.isWrapperFor(Connection.class)).isTrue();
                    return create(connection);
                });
            }
        },
        HANDLE {
            @Override
            int ask(Database database) throws SQLException {
                try (Connection connection = database.dataSource().getConnection()) {
                    return create(connection);
                }
            }
        },
        JOOQ {
            @Override
            int ask(Database database) {
                return AatomicJooq.dsl(database, SQLDialect.DEFAULT)
                        .fetchOptional("select v from entry")
                        .orElseThrow()
                        .get(0, Integer.class);
            }
        };

        abstract int ask(Database database) throws SQLException;
    }

    private static int inStep(Database database, ConnectionFunction<Integer> step) {
        return database.submit(step).join();
    }

    private static int create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select v from entry")) {
            return only(result);
        }
    }

    private static int only(ResultSet result) throws SQLException {
        assertThat(result.next()).isTrue();
        return result.getInt(1);
    }

    static Stream<Arguments> all() {
        return Stream.of(Server.values())
                .flatMap(server -> Stream.of(Router.values())
                        .flatMap(router -> Stream.of(Way.values()).map(way -> Arguments.of(server, router, way))));
    }

    private Transactions transactions(DataSource dataSource) {
        SpringBridge spring = new SpringBridge();
        Transactions transactions = Transactions.builder()
                .database("default", dataSource, 2)
                .enclosing(spring)
                .connectionRouting(spring)
                .build();
        opened.add(transactions);
        spring.bind(transactions, Map.of("default", dataSource));
        return transactions;
    }

    private static int ask(Transactions transactions, boolean readOnly, Way way) throws SQLException {
        Database database = transactions.database("default");
        var block = readOnly ? database.atomic().readOnly() : database.atomic();
        return block.get(() -> way.ask(database));
    }

    @ParameterizedTest
    @MethodSource("all")
    void readersReachTheReplica(Server server, Router router, Way way) throws SQLException {
        Transactions transactions = transactions(router.over(pool(server, PRIMARY), pool(server, REPLICA)));

        Set<Integer> reached = new TreeSet<>();
        for (int block = 1; block <= 3; block++) {
            reached.add(ask(transactions, true, way));
            assertThat(ask(transactions, false, way)).as("writer %s", block).isEqualTo(PRIMARY);
        }

        PoolsPage.assertSays(Table.ROUTERS, router.title, Column.READ_ONLY, whatWasReached(reached));
    }

    private static String whatWasReached(Set<Integer> reached) {
        return reached.equals(Set.of(REPLICA))
                ? "reach the replica"
                : reached.contains(REPLICA) ? "reach the primary now and then" : "reach the primary";
    }

    /** Whether the page names a setting is what readers find without one. */
    @ParameterizedTest
    @EnumSource(Router.class)
    void pageNamesASettingWhereOneIsNeeded(Router router) throws SQLException {
        Transactions transactions = Transactions.builder()
                .database("default", router.over(pool(Server.H2, PRIMARY), pool(Server.H2, REPLICA)), 2)
                .build();
        opened.add(transactions);

        boolean isNeeded = ask(transactions, true, Way.CREATE_STATEMENT) != REPLICA;

        String named = PoolsPage.read().cell(Table.ROUTERS, router.title, Column.SET);
        assertThat(named).isNotEmpty();
        assertThat(named.equals("nothing")).as(named).isEqualTo(!isNeeded);
    }

    /** Asynchronous blocks take their connection on a thread of their own. */
    @ParameterizedTest
    @EnumSource(Router.class)
    void asynchronousReadersReachTheReplica(Router router) {
        Transactions transactions = transactions(router.over(pool(Server.H2, PRIMARY), pool(Server.H2, REPLICA)));

        assertThat(transactions
                        .atomic()
                        .readOnly()
                        .getStageAsync(() -> transactions.submit(RoutingTest::create))
                        .join())
                .isEqualTo(REPLICA);
        assertThat(transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(RoutingTest::create))
                        .join())
                .isEqualTo(PRIMARY);
    }

    /** What Spring has bound to the thread is of another transaction than the block's. */
    @ParameterizedTest
    @EnumSource(Router.class)
    void threadOfAReaderIsNoReaderByItself(Router router) throws SQLException {
        Transactions transactions = transactions(router.over(pool(Server.H2, PRIMARY), pool(Server.H2, REPLICA)));
        TransactionSynchronizationManager.setCurrentTransactionReadOnly(true);
        TransactionSynchronizationManager.setActualTransactionActive(true);
        TransactionSynchronizationManager.setCurrentTransactionIsolationLevel(Connection.TRANSACTION_SERIALIZABLE);
        try {
            assertThat(ask(transactions, false, Way.CREATE_STATEMENT)).isEqualTo(PRIMARY);
            assertThat((int) transactions
                            .atomic()
                            .readOnly()
                            .get(() -> transactions
                                    .atomic()
                                    .propagation(Propagation.REQUIRES_NEW)
                                    .get(() -> transactions
                                            .submit(RoutingTest::create)
                                            .join())))
                    .isEqualTo(PRIMARY);
            assertThat((int) transactions.autocommit(
                            () -> transactions.submit(RoutingTest::create).join()))
                    .isEqualTo(PRIMARY);
            assertThat(TransactionSynchronizationManager.isCurrentTransactionReadOnly())
                    .isTrue();
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue();
            assertThat(TransactionSynchronizationManager.getCurrentTransactionIsolationLevel())
                    .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        } finally {
            TransactionSynchronizationManager.clear();
        }
    }

    @Test
    void isolationIsShownWhereTheConnectionIsTaken() {
        List<@Nullable Integer> shown = new ArrayList<>();
        DataSource primary = pool(Server.H2, PRIMARY);
        Transactions transactions = transactions(new DelegatingDataSource(primary) {
            @Override
            public Connection getConnection() throws SQLException {
                shown.add(TransactionSynchronizationManager.getCurrentTransactionIsolationLevel());
                return super.getConnection();
            }
        });

        transactions.atomic().isolation(Isolation.SERIALIZABLE).run(() -> {});
        transactions.atomic().run(() -> {});

        assertThat(shown).containsExactly(Connection.TRANSACTION_SERIALIZABLE, null);
    }
}
