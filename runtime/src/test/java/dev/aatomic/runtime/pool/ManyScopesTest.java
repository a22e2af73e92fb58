package dev.aatomic.runtime.pool;

import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G2 in numbers: ten thousand scopes at once over four connections all end, and one that waits costs neither a thread nor much memory. */
@Tag("G2")
final class ManyScopesTest {

    private static final int CONNECTIONS = 4;
    private static final int SCOPES = 10_000;
    private static final int WAITING = 100_000;
    private static final int BYTES_A_SCOPE = 1024;
    private static final int DEEPEST = 3;
    private static final String STATEMENT = "update account set balance = balance + 1";

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger statements = new AtomicInteger();

    private Transactions transactions() {
        return fixtures.transactions(Transactions.builder().database("default", new NoDriver(), CONNECTIONS));
    }

    /** What a block does: statements, some from foreign threads, and blocks within it. */
    private record Shape(
            int steps, boolean foreign, boolean fails, boolean merges, boolean parallel, List<Shape> inner) {

        static Shape random(Random random, int depth) {
            List<Shape> inner = new ArrayList<>();
            for (int i = depth == DEEPEST ? 0 : random.nextInt(3); i > 0; i--) {
                inner.add(random(random, depth + 1));
            }
            boolean merges = random.nextInt(4) == 0;
            return new Shape(
                    random.nextInt(3),
                    random.nextInt(4) == 0,
                    // A merged one that failed would take the one around it along.
                    !merges && random.nextInt(8) == 0,
                    merges,
                    random.nextBoolean(),
                    inner);
        }

        int statements() {
            return steps + inner.stream().mapToInt(Shape::statements).sum();
        }
    }

    @Test
    void tenThousandScopesOfRandomShapeAllEnd() {
        Transactions transactions = transactions();
        Random random = new Random(20_260_501L);
        List<Shape> shapes = new ArrayList<>();
        List<CompletableFuture<Integer>> scopes = new ArrayList<>();
        CountDownLatch started = new CountDownLatch(1);
        // The first hold all connections, so that the rest are all there at once.
        for (int i = 0; i < CONNECTIONS; i++) {
            scopes.add(transactions.atomic().getAsync(() -> {
                Await.latch(started);
                return 0;
            }));
        }
        for (int i = 0; i < SCOPES; i++) {
            Shape shape = Shape.random(random, 0);
            shapes.add(shape);
            scopes.add(start(transactions, shape));
        }

        started.countDown();
        scopes.forEach(Await::end);

        for (int i = 0; i < SCOPES; i++) {
            Shape shape = shapes.get(i);
            assertThat(scopes.get(CONNECTIONS + i).isCompletedExceptionally())
                    .as("%s", shape)
                    .isEqualTo(shape.fails());
        }
        assertThat(statements)
                .hasValue(shapes.stream().mapToInt(Shape::statements).sum());
    }

    private CompletableFuture<Integer> start(Transactions transactions, Shape shape) {
        Atomic atomic = shape.merges() ? transactions.atomic().savepoint(false) : transactions.atomic();
        return atomic.getStageAsync(() -> body(transactions, shape));
    }

    private CompletionStage<Integer> body(Transactions transactions, Shape shape) {
        CompletableFuture<Integer> work = transactions.bind(CompletableFuture.completedFuture(0));
        for (int i = 0; i < shape.steps(); i++) {
            work = shape.foreign()
                    ? work.thenComposeAsync(n -> step(transactions), fixtures.foreign())
                    : work.thenCompose(n -> step(transactions));
        }
        if (shape.parallel()) {
            work = work.thenCompose(n -> {
                CompletableFuture<?>[] inner = shape.inner().stream()
                        .map(child -> start(transactions, child).exceptionally(swallowed -> -1))
                        .toArray(CompletableFuture<?>[]::new);
                return CompletableFuture.allOf(inner).thenApply(ignored -> inner.length);
            });
        } else {
            for (Shape child : shape.inner()) {
                work = work.thenCompose(n -> start(transactions, child).exceptionally(swallowed -> -1));
            }
        }
        return work.thenCompose(n -> shape.fails()
                ? CompletableFuture.failedFuture(new IOException("on purpose"))
                : CompletableFuture.completedFuture(n));
    }

    private CompletableFuture<Integer> step(Transactions transactions) {
        statements.incrementAndGet();
        return transactions.submit(update(STATEMENT));
    }

    @Test
    void waitingScopeTakesLessThanAKilobyteAndNoThread() {
        Transactions transactions = transactions();
        Atomic atomic = transactions.atomic();
        AtomicInteger ran = new AtomicInteger();
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        List<CompletableFuture<Integer>> holders = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            holders.add(atomic.getStageAsync(() -> gate));
        }
        List<CompletableFuture<Integer>> waiting = new ArrayList<>(WAITING);
        int threads = Thread.activeCount();
        long before = usedAfterCollection();

        for (int i = 0; i < WAITING; i++) {
            waiting.add(atomic.getStageAsync(() -> CompletableFuture.completedFuture(ran.incrementAndGet())));
        }

        long each = (usedAfterCollection() - before) / WAITING;
        assertThat(each).as("bytes a waiting scope").isLessThan(BYTES_A_SCOPE);
        assertThat(Thread.activeCount() - threads)
                .as("threads for those that wait")
                .isLessThanOrEqualTo(CONNECTIONS);
        assertThat(ran).as("none has run").hasValue(0);
        gate.complete(1);
        waiting.forEach(Await::value);
        holders.forEach(Await::value);
        assertThat(ran).hasValue(WAITING);
    }

    /** The least of a few looks, since something else of the JVM may be at work. */
    private static long usedAfterCollection() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
