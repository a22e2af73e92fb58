package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.form.Service;
import dev.aatomic.benchmarks.runtime.result.Results;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One UPDATE a transaction, before which its body waits 50 ms for a service; with a pool of eight and a thousand in flight. */
final class ServiceWorkload implements Workload {

    private static final int CONNECTIONS = 8;
    private static final int IN_FLIGHT = 1_000;
    private static final String SITUATION = "50 ms before the first statement, pool of 8, 1000 in flight";

    @Override
    public void run(Plan plan, Results results) throws Exception {
        try (PostgresServer server = new PostgresServer();
                Service service = new Service()) {
            HikariDataSource pool = PostgresServer.pool(server.url(), CONNECTIONS);
            ExecutorService executor = Threads.fixed(CONNECTIONS);
            Map<Kind, Form> forms = new EnumMap<>(Kind.class);
            for (Kind kind : List.of(Kind.HAND, Kind.OURS)) {
                forms.put(kind, kind.create(pool, executor));
            }
            int millis = plan.choose(1_000, 4_000);
            for (int round = -1; round < plan.choose(2, 7); round++) {
                for (Kind kind : Fork.shuffled(List.copyOf(forms.keySet()))) {
                    Form form = Objects.requireNonNull(forms.get(kind));
                    measure(
                            kind,
                            "transactions/s",
                            id -> form.afterService(id, service, false),
                            millis,
                            round,
                            results);
                    if (kind == Kind.OURS) {
                        measure(
                                kind,
                                "transactions/s, connection taken late",
                                id -> form.afterService(id, service, true),
                                millis,
                                round,
                                results);
                    }
                }
            }
            forms.values().forEach(Form::close);
            executor.shutdown();
            pool.close();
        }
    }

    private static void measure(
            Kind kind,
            String metric,
            IntFunction<@Nullable CompletionStage<Integer>> transaction,
            int millis,
            int round,
            Results results)
            throws InterruptedException {
        Load.Result result =
                Load.run(id -> Objects.requireNonNull(transaction.apply(id)), IN_FLIGHT, PostgresServer.ROWS, millis);
        if (round >= 0) {
            results.add(SITUATION, kind.title(), metric, result.throughput());
        }
    }
}
