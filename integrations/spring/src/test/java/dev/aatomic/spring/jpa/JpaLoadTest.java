package dev.aatomic.spring.jpa;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Many blocks at once through repositories and services: nobody uses a session that another thread is using, and no row is lost. */
final class JpaLoadTest {

    private static final int BLOCKS = 80;
    private static final int IN_FLIGHT = 16;
    private static final int CONNECTIONS = 8;
    private static final int STEPS = 2;

    /** The account that each block changes at its end. */
    private static final int SHARED = 1;

    private static final IllegalStateException FAILURE = new IllegalStateException("every fifth");

    @Configuration(proxyBeanMethods = false)
    static class Watched {

        @Bean
        WatchedSessions sessions() {
            WatchedSessions sessions = new WatchedSessions();
            sessions.setGenerateDdl(true);
            return sessions;
        }

        @Bean
        JpaApplication.FactoryCustomizer watching(WatchedSessions sessions) {
            return factory -> factory.setJpaVendorAdapter(sessions);
        }
    }

    private enum Kind {
        COMMITTED,
        FAILED,
        CANCELLED,
        BLOCKING,
        INDEPENDENT
    }

    /** What one test does to its application. */
    private record Load(JpaApplication jpa, ExecutorService threads, Set<Integer> independent, AtomicInteger refusals) {

        private Transactions transactions() {
            return jpa.transactions();
        }

        /** Starts a block that works with the accounts from an id on. */
        CompletableFuture<?> start(Kind kind, int id) {
            if (kind == Kind.BLOCKING) {
                return CompletableFuture.runAsync(() -> transactions().atomic().run(() -> blocking(id)), threads);
            }
            CompletableFuture<Void> ready = new CompletableFuture<>();
            CompletableFuture<?> block = transactions()
                    .atomic()
                    .getStageAsync(() -> steps(id)
                            .thenCompose(steps -> undoneLater(id))
                            .thenCompose(undone -> end(kind, id, ready)));
            ready.thenRunAsync(() -> block.cancel(true), threads);
            return block;
        }

        private void blocking(int id) {
            open(id, 100);
            for (int step = 1; step <= STEPS; step++) {
                open(id + step, 1);
            }
            nested(id);
            services(id);
            jpa.accounts().lock(SHARED).balance++;
        }

        private void nested(int id) {
            try {
                transactions().atomic().run(() -> undone(id));
            } catch (IllegalStateException expected) {
                assertThat(expected).isSameAs(FAILURE);
            }
        }

        private void undone(int id) {
            jpa.accounts().saveAndFlush(new Account(id + 8, "undone", 8));
            throw FAILURE;
        }

        private void open(int id, int balance) {
            String owner = "owner " + id;
            jpa.accounts().save(new Account(id, owner, balance));
            assertThat(jpa.accounts().findByOwner(owner)).hasSize(1);
        }

        private void services(int id) {
            jpa.service().withdraw(id, 1);
            jpa.service().withdrawNested(id, 10);
            try {
                jpa.service().withdrawNestedAndFail(id, 1000);
            } catch (IllegalStateException expected) {
                assertThat(expected).isSameAs(AccountService.FAILURE);
            }
        }

        /** In parallel, each other after a foreign thread. */
        private CompletableFuture<?> steps(int id) {
            List<CompletableFuture<?>> steps = new ArrayList<>();
            open(id, 100);
            for (int step = 1; step <= STEPS; step++) {
                int own = id + step;
                CompletableFuture<Void> hop =
                        step % 2 == 0 ? CompletableFuture.runAsync(() -> {}, threads) : completedFuture(null);
                steps.add(transactions()
                        .bind(hop)
                        .thenCompose(hopped -> transactions().<@Nullable Object>submit(connection -> {
                            open(own, 1);
                            return null;
                        })));
            }
            Object scope = CurrentScope.ofThread().get();
            steps.add(CompletableFuture.runAsync(() -> CurrentScope.ofThread().run(scope, () -> intrude(id)), threads));
            return transactions().bind(CompletableFuture.allOf(steps.toArray(new CompletableFuture<?>[0])));
        }

        /** On a thread to which the scope was carried, while others are at work in the block: the session is not to be had. */
        private void intrude(int id) {
            try {
                jpa.accounts().findByOwner("owner " + id);
            } catch (RuntimeException refused) {
                refusals.incrementAndGet();
            }
        }

        /** A nested block that fails in a step. */
        private CompletableFuture<?> undoneLater(int id) {
            return transactions()
                    .atomic()
                    .getStageAsync(() -> transactions().submit(connection -> {
                        undone(id);
                        return id;
                    }))
                    .handle((value, failure) -> {
                        assertThat(Await.unwrap(failure)).isSameAs(FAILURE);
                        return id;
                    });
        }

        private CompletableFuture<?> end(Kind kind, int id, CompletableFuture<Void> ready) {
            services(id);
            if (kind == Kind.CANCELLED) {
                ready.complete(null);
                return transactions().bind(new CompletableFuture<>());
            }
            if (kind == Kind.INDEPENDENT) {
                jpa.service().openAlone(new Account(id + 9, "independent", 9));
                independent.add(id + 9);
            }
            return transactions().submit(connection -> {
                jpa.accounts().lock(SHARED).balance++;
                if (kind == Kind.FAILED) {
                    throw FAILURE;
                }
                return id;
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void noSessionIsUsedByTwoThreadsAtOnceAndRowsAreThoseOfTheCommittedBlocks(Server server) {
        ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT);
        try {
            JpaApplication.run(
                    Application.on(server).connections(CONNECTIONS), jpa -> load(jpa, threads), Watched.class);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void load(JpaApplication jpa, ExecutorService threads) throws InterruptedException {
        jpa.given(SHARED, "shared", 0);
        Load load = new Load(jpa, threads, new ConcurrentSkipListSet<>(), new AtomicInteger());
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (int i = 1; i <= BLOCKS; i++) {
            inFlight.acquire();
            CompletableFuture<?> block = load.start(kind(i), i * 10);
            ends.add(block);
            block.whenComplete((value, failure) -> inFlight.release());
        }

        List<String> expected = new ArrayList<>();
        int committed = 0;
        for (int i = 1; i <= BLOCKS; i++) {
            Throwable failure = Await.end(ends.get(i - 1));
            Kind kind = kind(i);
            assertThat(failure)
                    .satisfiesAnyOf(
                            // Each holds a connection and wants another.
                            thrown -> assertThat(thrown).isInstanceOf(PoolDeadlockException.class),
                            thrown -> assertThat(thrown).isEqualTo(kind == Kind.FAILED ? FAILURE : null),
                            thrown -> assertThat(kind == Kind.CANCELLED && thrown instanceof CancellationException)
                                    .isTrue());
            if (failure == null) {
                committed++;
                int id = i * 10;
                expected.add(id + ":89");
                IntStream.rangeClosed(1, STEPS).forEach(step -> expected.add((id + step) + ":1"));
            }
        }
        HikariDataSource pool = jpa.application().bean(HikariDataSource.class);
        Await.until("all connections are back", () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);

        WatchedSessions sessions = jpa.application().bean(WatchedSessions.class);
        assertThat(sessions.intrusions).isEmpty();
        assertThat(sessions.sessions.get()).isGreaterThanOrEqualTo(BLOCKS);
        assertThat(sessions.calls.get()).isGreaterThan(BLOCKS * STEPS * 2);
        assertThat(sessions.changes.get())
                .as("sessions go from thread to thread")
                .isPositive();
        assertThat(committed).isGreaterThan(BLOCKS / 3);
        assertThat(load.refusals().get()).as("sessions that others wanted").isPositive();
        assertThat(load.independent()).isNotEmpty();
        load.independent().forEach(id -> expected.add(id + ":9"));
        expected.add(SHARED + ":" + committed);
        assertThat(jpa.rows()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Kind kind(int block) {
        return Kind.values()[block % Kind.values().length];
    }
}
