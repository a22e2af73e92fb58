package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.RandomTransactions;
import dev.aatomic.testing.RandomTransactions.Node;
import dev.aatomic.testing.Server;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random trees of blocks that write through both sessions and by JDBC: rows, entities, events and hooks agree on what stays. */
class RandomTransactionsTest {

    private static final int PROGRAMS = Integer.getInteger("aatomic.random.programs", 250);
    private static final long SEED = Long.getLong("aatomic.random.seed", 1);

    private enum Kind {
        BLOCK,
        MERGED,
        NEW_BLOCK,
        ASYNCHRONOUS,
        STEP,
        SAVEPOINT
    }

    /** Each row counts those in it: {@code changed} has the ids of those that have counted themselves, as they were told. */
    private record Interpreter(HibernateBlocks blocks, Set<Integer> changed)
            implements RandomTransactions.Interpreter<Kind> {

        private Transactions transactions() {
            return blocks.transactions;
        }

        @Override
        public void open(Node<Kind> node, Runnable body) throws Exception {
            switch (node.kind) {
                case BLOCK -> transactions().atomic().run(body::run);
                case MERGED -> transactions().atomic().savepoint(false).run(body::run);
                case NEW_BLOCK ->
                    transactions()
                            .atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .run(body::run);
                case ASYNCHRONOUS ->
                    transactions()
                            .atomic()
                            .getStageAsync(() -> {
                                body.run();
                                return CompletableFuture.completedFuture(1);
                            })
                            .get(30, TimeUnit.SECONDS);
                case STEP ->
                    transactions()
                            .atomic()
                            .getStageAsync(() -> blocks.hibernate.submit(session -> {
                                body.run();
                                return 1;
                            }))
                            .get(30, TimeUnit.SECONDS);
                case SAVEPOINT -> inSavepoint(body);
            }
        }

        private void inSavepoint(Runnable body) {
            Savepoint savepoint = transactions().savepoint().join();
            try {
                body.run();
            } catch (Throwable t) {
                transactions().savepointRollback(savepoint).join();
                throw t;
            }
            transactions().savepointCommit(savepoint).join();
        }

        @Override
        public boolean register(Node<Kind> node, Runnable committed, Runnable rolledBack) {
            transactions().onCommit(committed::run);
            transactions().onRollback(rolledBack::run);
            return true;
        }

        @Override
        public void insert(Node<Kind> node) {
            Session session = blocks.hibernate.session();
            if (isByEntity(node)) {
                session.persist(new Account(node.id, 0));
            } else if (node.way < 4) {
                blocks.hibernate.statelessSession().insert(new Account(node.id, 0));
            } else {
                session.flush();
                transactions()
                        .submit(connection -> {
                            try (Statement statement = connection.createStatement()) {
                                return statement.executeUpdate("insert into Account(id, version, amount, code) values ("
                                        + node.id + ", 0, 0, " + node.id + ")");
                            }
                        })
                        .join();
            }
            Node<Kind> parent = node.parent;
            if (parent != null && !node.isIndependent && parent.isInserted()) {
                session.find(Account.class, parent.id).amount += 1;
                changed.add(node.id);
            }
        }

        private static boolean isByEntity(Node<Kind> node) {
            return node.way < 2;
        }

        private Map<Integer, Integer> rows() {
            Map<Integer, Integer> rows = new HashMap<>();
            List<Integer> ids = blocks.ids();
            List<Integer> amounts = blocks.amounts();
            for (int i = 0; i < ids.size(); i++) {
                rows.put(ids.get(i), amounts.get(i));
            }
            return rows;
        }

        private String problems(Node<Kind> node, Map<Integer, Integer> rows) {
            boolean isThere = node.isInserted() && node.stays();
            String problems = "";
            int amount = (int) node.children().stream()
                    .filter(child -> changed.contains(child.id) && child.stays())
                    .count();
            if (isThere && rows.getOrDefault(node.id, -1) != amount) {
                problems += "row " + node.id + " has " + rows.get(node.id) + " instead of " + amount + "\n";
            }
            // What JDBC wrote Hibernate may have cached as it read it.
            Account found = node.way >= 4
                    ? null
                    : transactions()
                            .atomic()
                            .get(() -> blocks.hibernate.session().find(Account.class, node.id));
            if (node.way < 4 && (found != null) != isThere || isThere && found != null && found.amount != amount) {
                problems += "entity " + node.id + " is " + (found == null ? "not there" : found.amount) + "\n";
            }
            if (blocks.events.told.contains("committed " + node.id) && !isThere) {
                problems += "event of " + node.id + "\n";
            }
            return problems;
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatStaysIsWhatAllAroundItKept(Server server) {
        try (HibernateBlocks blocks =
                new HibernateBlocks(new HibernateBlocks.Options().on(server).connections(12))) {
            RandomTransactions<Kind> programs = new RandomTransactions<>(
                    EnumSet.of(Kind.BLOCK, Kind.ASYNCHRONOUS, Kind.STEP),
                    EnumSet.allOf(Kind.class),
                    EnumSet.of(Kind.NEW_BLOCK));
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                Interpreter interpreter = new Interpreter(blocks, new HashSet<>());
                blocks.events.told.clear();
                Node<Kind> root = programs.run(seed, interpreter);
                Map<Integer, Integer> rows = interpreter.rows();
                assertThat(programs.problems(root, rows.keySet(), node -> interpreter.problems(node, rows)))
                        .as("-Daatomic.random.programs=1 -Daatomic.random.seed=" + seed)
                        .isEmpty();
            }
        }
    }
}
