package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.driver.NoDriver;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.testing.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What does not depend on the machine: how often a scope hands work to the executor, and goes to the server and back. */
final class CountsWorkload implements Workload {

    private static final int SCOPES = 50;
    private static final int WARM_UPS = 20;

    @Override
    public void run(Plan plan, Results results) throws IOException, SQLException {
        hops(results);
        try (PostgresServer server = new PostgresServer()) {
            int port = URI.create(server.url().substring("jdbc:".length())).getPort();
            for (Kind kind : Kind.all()) {
                try (TcpProxy proxy = new TcpProxy(port)) {
                    trips(kind, server.url().replace(":" + port + "/", ":" + proxy.port() + "/"), proxy, results);
                }
            }
        }
    }

    private static void hops(Results results) {
        for (Kind kind : Kind.withJdbc()) {
            // It has threads of its own.
            if (kind == Kind.VERTX_JDBC) {
                continue;
            }
            HikariDataSource pool = NoDriver.pool(1);
            ExecutorService executor = Threads.fixed(4);
            AtomicInteger hops = new AtomicInteger();
            Form form = kind.create(pool, task -> {
                hops.incrementAndGet();
                executor.execute(task);
            });
            results.add("hops", kind.title(), "empty", perScope(hops::get, form::empty));
            results.add("hops", kind.title(), "one UPDATE", perScope(hops::get, () -> form.update(1)));
            double hopping = perScope(hops::get, () -> form.hopping(1));
            results.add("hops", kind.title(), "body that hops twice, without its hops", hopping - 2);
            form.close();
            executor.shutdown();
            pool.close();
        }
    }

    private static void trips(Kind kind, String url, TcpProxy proxy, Results results) {
        HikariDataSource pool = PostgresServer.pool(url, 1);
        ExecutorService executor = Threads.fixed(4);
        Form form = kind.create(pool, executor);
        Trips trips = new Trips(kind, proxy, results);
        trips.count("empty", form::empty);
        trips.count("one UPDATE", () -> form.update(1));
        trips.count("and an empty nested one", () -> form.siblings(1, true));
        trips.count("and a nested one with an UPDATE", () -> form.siblings(1, false));
        trips.count("and five of them", () -> form.siblings(5, false));
        trips.count("SELECT, read-only", form::readOnly);
        trips.count("SELECT, serializable", form::serializable);
        form.close();
        executor.shutdown();
        pool.close();
    }

    private record Trips(Kind kind, TcpProxy proxy, Results results) {

        void count(String what, Supplier<@Nullable CompletionStage<Integer>> work) {
            CompletionStage<Integer> first = work.get();
            if (first == null) {
                // Not every form has it; the table says so.
                return;
            }
            first.toCompletableFuture().join();
            for (int i = 1; i < WARM_UPS; i++) {
                join(work);
            }
            results.add("round trips", kind.title(), what, perScope(proxy::roundTrips, work));
        }
    }

    private static void join(Supplier<@Nullable CompletionStage<Integer>> work) {
        Objects.requireNonNull(work.get()).toCompletableFuture().join();
    }

    private static double perScope(IntSupplier counter, Supplier<@Nullable CompletionStage<Integer>> work) {
        int before = counter.getAsInt();
        for (int i = 0; i < SCOPES; i++) {
            join(work);
        }
        return (counter.getAsInt() - before) / (double) SCOPES;
    }
}
