package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.RandomTransactions;
import dev.aatomic.testing.RandomTransactions.Node;
import dev.aatomic.testing.Server;
import jakarta.persistence.EntityManager;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.TransactionDefinition;

/** Random trees of blocks and transactions of JPA's: rows, what was changed in entities, and hooks agree on what stays. */
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

    /** Each row counts those in it: {@code changed} has the ids of those that have counted themselves, as they were told. */
    private record Interpreter(JpaApplication application, Set<Integer> changed)
            implements RandomTransactions.Interpreter<Kind> {

        private Transactions transactions() {
            return application.transactions();
        }

        private static boolean isInBlock(Node<Kind> node) {
            return node.isIn(Kind.BLOCKS::contains);
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
                case SPRING_REQUIRED -> spring(TransactionDefinition.PROPAGATION_REQUIRED, body);
                case SPRING_NESTED -> spring(TransactionDefinition.PROPAGATION_NESTED, body);
                case SPRING_NEW -> spring(TransactionDefinition.PROPAGATION_REQUIRES_NEW, body);
                case SPRING_SUPPORTS -> spring(TransactionDefinition.PROPAGATION_SUPPORTS, body);
                case SPRING_MANDATORY -> spring(TransactionDefinition.PROPAGATION_MANDATORY, body);
            }
        }

        private void spring(int propagation, Runnable body) {
            application.application().spring(propagation).executeWithoutResult(status -> body.run());
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
        public void insert(Node<Kind> node) {
            EntityManager entities = application.entities();
            if (node.way < 2) {
                entities.persist(new Account(node.id, "persisted", 0));
            } else if (node.way < 4 || !isInBlock(node)) {
                application.accounts().save(new Account(node.id, "saved", 0));
            } else {
                entities.flush();
                transactions()
                        .submit(connection -> {
                            try (Statement statement = connection.createStatement()) {
                                return statement.executeUpdate(
                                        "insert into account (id, owner, balance, version) values (" + node.id
                                                + ", 'inserted', 0, 0)");
                            }
                        })
                        .join();
            }
            Node<Kind> parent = node.parent;
            if (parent != null && !node.isIndependent && parent.isInserted()) {
                entities.find(Account.class, parent.id).balance += 1;
                changed.add(node.id);
            }
        }

        private Map<Integer, Integer> rows() {
            Map<Integer, Integer> rows = new HashMap<>();
            application.oracle().query("select id, balance from account", result -> {
                rows.put(result.getInt(1), result.getInt(2));
            });
            return rows;
        }

        private String problems(Node<Kind> node, Map<Integer, Integer> rows) {
            int balance = (int) node.children().stream()
                    .filter(child -> changed.contains(child.id) && child.stays())
                    .count();
            return node.isInserted() && node.stays() && rows.getOrDefault(node.id, -1) != balance
                    ? "row " + node.id + " has " + rows.get(node.id) + " instead of " + balance + "\n"
                    : "";
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatStaysIsWhatAllAroundItKept(Server server) {
        JpaApplication.run(Application.on(server).connections(12), application -> {
            RandomTransactions<Kind> programs =
                    new RandomTransactions<>(Kind.ROOTS, EnumSet.allOf(Kind.class), Kind.INDEPENDENT);
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                Interpreter interpreter = new Interpreter(application, new HashSet<>());
                Node<Kind> root = programs.run(seed, interpreter);
                Map<Integer, Integer> rows = interpreter.rows();
                assertThat(programs.problems(root, rows.keySet(), node -> interpreter.problems(node, rows)))
                        .as("-Daatomic.random.programs=1 -Daatomic.random.seed=" + seed)
                        .isEmpty();
            }
        });
    }
}
