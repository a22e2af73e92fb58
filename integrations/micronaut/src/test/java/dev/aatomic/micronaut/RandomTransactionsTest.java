package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.application.Application;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.RandomTransactions;
import dev.aatomic.testing.RandomTransactions.Node;
import dev.aatomic.testing.Server;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random trees of blocks and Micronaut's transactions: what stays, and what hooks are told, is what the database says. */
final class RandomTransactionsTest {

    private static final int PROGRAMS = Integer.getInteger("aatomic.random.programs", 400);
    private static final long SEED = Long.getLong("aatomic.random.seed", 1);

    private enum Kind {
        BLOCK,
        MERGED,
        NEW_BLOCK,
        ASYNCHRONOUS,
        MICRONAUT_REQUIRED,
        MICRONAUT_NESTED,
        MICRONAUT_NEW,
        MICRONAUT_SUPPORTS,
        MICRONAUT_MANDATORY;

        static final EnumSet<Kind> BLOCKS = EnumSet.of(BLOCK, MERGED, NEW_BLOCK, ASYNCHRONOUS);
        static final EnumSet<Kind> ROOTS =
                EnumSet.of(BLOCK, ASYNCHRONOUS, MICRONAUT_REQUIRED, MICRONAUT_NESTED, MICRONAUT_NEW);
        static final EnumSet<Kind> INDEPENDENT = EnumSet.of(NEW_BLOCK, MICRONAUT_NEW);
    }

    private record Interpreter(Application application) implements RandomTransactions.Interpreter<Kind> {

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
                case MICRONAUT_REQUIRED -> application.services().required(body);
                case MICRONAUT_NESTED -> application.services().nested(body);
                case MICRONAUT_NEW -> application.services().requiresNew(body);
                case MICRONAUT_SUPPORTS -> application.services().supports(body);
                case MICRONAUT_MANDATORY -> application.services().mandatory(body);
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
        public void insert(Node<Kind> node) {
            if (node.way < 2) {
                application.insert(node.id);
            } else if (node.way < 4 || !isInBlock(node)) {
                application.injected("insert into entry values (" + node.id + ")");
            } else {
                transactions()
                        .submit(connection -> {
                            try (Statement statement = connection.createStatement()) {
                                return statement.executeUpdate("insert into entry values (" + node.id + ")");
                            }
                        })
                        .join();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatStaysIsWhatAllAroundItKept(Server server) throws Exception {
        Application.run(server, Map.of("datasources.default.maximum-pool-size", 12), application -> {
            RandomTransactions<Kind> programs =
                    new RandomTransactions<>(Kind.ROOTS, EnumSet.allOf(Kind.class), Kind.INDEPENDENT);
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                Node<Kind> root = programs.run(seed, new Interpreter(application));
                assertThat(programs.problems(root, new HashSet<>(application.committed()), node -> ""))
                        .as("-Daatomic.random.programs=1 -Daatomic.random.seed=" + seed)
                        .isEmpty();
            }
        });
    }
}
