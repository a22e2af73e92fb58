package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.testing.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one caller waits for a transaction on a PostgreSQL server that is a millisecond away, one transaction after another. */
final class DistantWorkload implements Workload {

    private static final long TRIP_NANOS = 1_000_000;
    private static final int CONNECTIONS = 8;
    private static final int WARM_UPS = 300;
    private static final int TRANSACTIONS = 200;
    private static final String SITUATION = "1 ms a trip, one in flight";

    @Override
    public void run(Plan plan, Results results) throws IOException, SQLException {
        try (PostgresServer server = new PostgresServer()) {
            int port = URI.create(server.url().substring("jdbc:".length())).getPort();
            try (TcpProxy proxy = new TcpProxy(port)) {
                String url = server.url().replace(":" + port + "/", ":" + proxy.port() + "/");
                HikariDataSource pool = PostgresServer.pool(url, CONNECTIONS);
                ExecutorService executor = Threads.fixed(CONNECTIONS);
                Map<Kind, Form> forms = new LinkedHashMap<>();
                for (Kind kind : List.of(Kind.HAND, Kind.SPRING, Kind.JDBI, Kind.OURS)) {
                    forms.put(kind, kind.create(pool, executor));
                }
                forms.values().forEach(form -> {
                    millis(WARM_UPS, form::readOnly);
                    millis(WARM_UPS, () -> form.update(1));
                });
                proxy.change(DistantWorkload::late);
                for (int round = 0; round < plan.choose(2, 10); round++) {
                    for (Kind kind : Fork.shuffled(new ArrayList<>(forms.keySet()))) {
                        Form form = Objects.requireNonNull(forms.get(kind));
                        results.add(
                                SITUATION,
                                kind.title(),
                                "ms for a SELECT, read-only",
                                millis(TRANSACTIONS, form::readOnly));
                        results.add(
                                SITUATION,
                                kind.title(),
                                "ms for an UPDATE",
                                millis(TRANSACTIONS, () -> form.update(1)));
                    }
                }
                forms.values().forEach(Form::close);
                executor.shutdown();
                pool.close();
            }
        }
    }

    private static byte[] late(byte[] sent) {
        LockSupport.parkNanos(TRIP_NANOS);
        return sent;
    }

    private static double millis(int transactions, Supplier<@Nullable CompletionStage<Integer>> work) {
        long begin = System.nanoTime();
        for (int i = 0; i < transactions; i++) {
            Objects.requireNonNull(work.get()).toCompletableFuture().join();
        }
        return (System.nanoTime() - begin) / 1e6 / transactions;
    }
}
