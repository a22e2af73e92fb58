package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.RandomTransactions;
import dev.aatomic.testing.RandomTransactions.Node;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionDefinition;

/** Random trees of blocks and Spring's transactions: what stays, and what hooks are told, is what the database says. */
final class RandomTransactionsTest {

    private static final int PROGRAMS = Integer.getInteger("aatomic.random.programs", 400);
    private static final long SEED = Long.getLong("aatomic.random.seed", 1);

    private enum Kind {
        BLOCK,
        MERGED,
        NEW_BLOCK,
        ASYNCHRONOUS,
        SPRING_REQUIRED,
        SPRING_NESTED,
        SPRING_NEW,
        SPRING_SUPPORTS,
        SPRING_MANDATORY;

        static final EnumSet<Kind> BLOCKS = EnumSet.of(BLOCK, MERGED, NEW_BLOCK, ASYNCHRONOUS);
        static final EnumSet<Kind> ROOTS = EnumSet.of(BLOCK, ASYNCHRONOUS, SPRING_REQUIRED, SPRING_NESTED, SPRING_NEW);
        static final EnumSet<Kind> INDEPENDENT = EnumSet.of(NEW_BLOCK, SPRING_NEW);
    }

    private record Interpreter(Application application, Map<Integer, Connection> held)
            implements RandomTransactions.Interpreter<Kind> {

        private Transactions transactions() {
            return application.transactions();
        }

        private static boolean isInBlock(Node<Kind> node) {
            return node.isIn(Kind.BLOCKS::contains);
        }

        @Override
        public void open(Node<Kind> node, Runnable body) throws Exception {
            Runnable holding = () -> holding(node, body);
            switch (node.kind) {
                case BLOCK -> transactions().atomic().run(holding::run);
                case MERGED -> transactions().atomic().savepoint(false).run(holding::run);
                case NEW_BLOCK ->
                    transactions()
                            .atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .run(holding::run);
                case ASYNCHRONOUS ->
                    transactions()
                            .atomic()
                            .getStageAsync(() -> {
                                holding.run();
                                return CompletableFuture.completedFuture(1);
                            })
                            .get(30, TimeUnit.SECONDS);
                case SPRING_REQUIRED -> spring(TransactionDefinition.PROPAGATION_REQUIRED, holding);
                case SPRING_NESTED -> spring(TransactionDefinition.PROPAGATION_NESTED, holding);
                case SPRING_NEW -> spring(TransactionDefinition.PROPAGATION_REQUIRES_NEW, holding);
                case SPRING_SUPPORTS -> spring(TransactionDefinition.PROPAGATION_SUPPORTS, holding);
                case SPRING_MANDATORY -> spring(TransactionDefinition.PROPAGATION_MANDATORY, holding);
            }
        }

        private void spring(int propagation, Runnable body) {
            application.spring(propagation).executeWithoutResult(status -> body.run());
        }

        /** Outside blocks a connection is asked for once, and used to the end of the transaction, in blocks too. */
        private void holding(Node<Kind> node, Runnable body) {
            if (isInBlock(node) || !node.isIndependent && held.get(node.parent.id) != null) {
                if (!node.isIndependent) {
                    held.put(node.id, held.get(node.parent.id));
                }
                body.run();
                return;
            }
            DataSource dataSource = application.bean(DataSource.class);
            Connection connection = DataSourceUtils.getConnection(dataSource);
            held.put(node.id, connection);
            try {
                body.run();
            } finally {
                DataSourceUtils.releaseConnection(connection, dataSource);
            }
        }

        @Override
        public boolean register(Node<Kind> node, Runnable committed, Runnable rolledBack) {
            if (!isInBlock(node)) {
                return false;
            }
            transactions().onCommit(committed::run);
            transactions().onRollback(rolledBack::run);
            return true;
        }

        @Override
        public void insert(Node<Kind> node) throws Exception {
            Connection own = held.get(node.id);
            if (node.way < 2 && own != null) {
                insert(own, node.id);
            } else if (node.way == 2) {
                application.insert(node.id);
            } else if (node.way == 3 || !isInBlock(node)) {
                application.insertByJooq(node.id);
            } else {
                transactions().submit(connection -> insert(connection, node.id)).join();
            }
        }

        private static int insert(Connection connection, int id) throws java.sql.SQLException {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate("insert into entry values (" + id + ")");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatStaysIsWhatAllAroundItKept(Server server) {
        Application.on(server).connections(12).run(application -> {
            RandomTransactions<Kind> programs =
                    new RandomTransactions<>(Kind.ROOTS, EnumSet.allOf(Kind.class), Kind.INDEPENDENT);
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                Node<Kind> root = programs.run(seed, new Interpreter(application, new HashMap<>()));
                assertThat(programs.problems(root, new HashSet<>(application.committed()), node -> ""))
                        .as("-Daatomic.random.programs=1 -Daatomic.random.seed=" + seed)
                        .isEmpty();
            }
        });
    }
}
