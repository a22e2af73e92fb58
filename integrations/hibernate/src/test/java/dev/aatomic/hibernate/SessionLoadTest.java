package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Under load, with steps in parallel on many threads, nobody uses a session that another thread is using. */
class SessionLoadTest {

    private static final int BLOCKS = 40;
    private static final int STEPS = 8;

    @ParameterizedTest
    @EnumSource(Server.class)
    void aSessionIsNeverUsedByTwoThreadsAtOnce(Server server) {
        SessionUsers inUse = new SessionUsers();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (HibernateBlocks blocks = new HibernateBlocks(new HibernateBlocks.Options()
                .on(server)
                .builder(builder -> builder.executor(threads))
                .watched(inUse))) {
            List<CompletableFuture<?>> ends = new ArrayList<>();
            for (int i = 0; i < BLOCKS; i++) {
                ends.add(block(blocks, i * 100, threads));
            }
            List<String> unexpected = ends.stream()
                    .map(Await::end)
                    .filter(Objects::nonNull)
                    .map(Throwable::toString)
                    .filter(failure -> !failure.contains("every third"))
                    .toList();
            assertThat(unexpected).isEmpty();
            assertThat(inUse.intrusions).isEmpty();
            // Each block: the steps, and what its hook and its nested block do.
            assertThat(inUse.calls.get()).isGreaterThan(BLOCKS * STEPS);
            List<Integer> expected = IntStream.range(0, BLOCKS)
                    .filter(i -> i % 3 != 0)
                    .boxed()
                    .flatMap(i -> IntStream.range(0, STEPS + 1).mapToObj(step -> i * 100 + step))
                    .toList();
            assertThat(blocks.ids()).containsExactlyElementsOf(expected);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Steps in parallel from here and from other threads, a nested block that is undone, and every third block fails. */
    private static CompletableFuture<?> block(HibernateBlocks blocks, int first, ExecutorService threads) {
        return blocks.transactions.atomic().getStageAsync(() -> {
            List<CompletableFuture<?>> steps = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                int id = first + step;
                steps.add(blocks.transactions
                        .bind(CompletableFuture.runAsync(() -> {}, threads))
                        .thenCompose(hopped -> blocks.hibernate.submit(session -> {
                            session.persist(new Account(id, id));
                            return session.createQuery("select count(a) from Account a where a.id = :id", Long.class)
                                    .setParameter("id", id)
                                    .getSingleResult();
                        })));
            }
            CompletableFuture<Object> undone = blocks.transactions
                    .atomic()
                    .getStageAsync(() -> blocks.hibernate.submit(session -> {
                        session.persist(new Account(first + 90, 0));
                        session.flush();
                        throw new IllegalStateException("undo");
                    }));
            steps.add(undone.handle((value, failure) -> null));
            return blocks.transactions
                    .bind(CompletableFuture.allOf(steps.toArray(new CompletableFuture<?>[0])))
                    .thenCompose(all -> blocks.hibernate.submit(session -> {
                        session.persist(new Account(first + STEPS, 0));
                        return null;
                    }))
                    .thenApply(last -> {
                        if (first / 100 % 3 == 0) {
                            throw new IllegalStateException("every third");
                        }
                        return last;
                    });
        });
    }
}
