package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.jta.support.Application;
import dev.aatomic.jta.support.SetUp;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.RandomTransactions;
import dev.aatomic.testing.RandomTransactions.Node;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random trees of blocks and JTA transactions: what stays, and what hooks are told, is what the database says. */
final class RandomTransactionsTest {

    private static final int PROGRAMS = Integer.getInteger("aatomic.random.programs", 300);
    private static final long SEED = Long.getLong("aatomic.random.seed", 1);

    private enum Kind {
        BLOCK,
        MERGED,
        NEW_BLOCK,
        ASYNCHRONOUS,
        JTA_REQUIRED,
        JTA_NEW;

        static final EnumSet<Kind> BLOCKS = EnumSet.of(BLOCK, MERGED, NEW_BLOCK, ASYNCHRONOUS);
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
                case JTA_REQUIRED -> required(body);
                case JTA_NEW -> {
                    Transaction suspended = application.manager().suspend();
                    try {
                        application.inJta(body::run);
                    } finally {
                        if (suspended != null) {
                            application.manager().resume(suspended);
                        }
                    }
                }
            }
        }

        private void required(Runnable body) throws Exception {
            if (application.status() == Status.STATUS_NO_TRANSACTION) {
                application.inJta(body::run);
                return;
            }
            try {
                body.run();
            } catch (Throwable t) {
                application.manager().setRollbackOnly();
                throw t;
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
            if (isInBlock(node)) {
                application.insertInBlock(node.id);
            } else {
                application.insert(node.id);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void whatStaysIsWhatAllAroundItKept(SetUp setUp) {
        Application.run(setUp, 12, builder -> builder, application -> {
            RandomTransactions<Kind> programs = new RandomTransactions<>(
                    EnumSet.of(Kind.BLOCK, Kind.ASYNCHRONOUS, Kind.JTA_REQUIRED, Kind.JTA_NEW),
                    EnumSet.allOf(Kind.class),
                    EnumSet.of(Kind.NEW_BLOCK, Kind.JTA_NEW));
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                Node<Kind> root = programs.run(seed, new Interpreter(application));
                assertThat(programs.problems(root, new HashSet<>(application.committed()), node -> ""))
                        .as("-Daatomic.random.programs=1 -Daatomic.random.seed=" + seed)
                        .isEmpty();
            }
        });
    }
}
