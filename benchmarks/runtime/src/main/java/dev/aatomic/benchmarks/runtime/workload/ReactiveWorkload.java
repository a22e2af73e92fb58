package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;

/**
 * Blocks through reactive types: what they cost more than a stage, each turned into a future, with JMH; and one UPDATE a transaction on
 * PostgreSQL with a pool of eight, beside Spring's operator over R2DBC, in turn in one process.
 */
final class ReactiveWorkload implements Workload {

    private static final int CONNECTIONS = 8;
    private static final List<Integer> IN_FLIGHT = List.of(1, 8, 64);

    @Override
    public void run(Plan plan, Results results) throws Exception {
        new ScopeWorkload(Kind.reactive()).run(plan, results);
        List<Kind> kinds = new ArrayList<>(Kind.reactive());
        kinds.add(Kind.R2DBC);
        try (PostgresServer server = new PostgresServer()) {
            ExecutorService executor = Threads.named(Integer.toString(CONNECTIONS));
            Map<Kind, Form> forms = new EnumMap<>(Kind.class);
            List<HikariDataSource> pools = new ArrayList<>();
            for (Kind kind : kinds) {
                HikariDataSource pool = PostgresServer.pool(server.url(), CONNECTIONS);
                pools.add(pool);
                forms.put(kind, kind.create(pool, executor));
                Load.run(
                        Objects.requireNonNull(forms.get(kind))::update,
                        CONNECTIONS,
                        PostgresServer.ROWS,
                        plan.choose(1_500, 3_000));
            }
            for (int inFlight : IN_FLIGHT) {
                for (int round = -1; round < plan.choose(3, 7); round++) {
                    for (Kind kind : Fork.shuffled(kinds)) {
                        Load.Result result = Load.run(
                                Objects.requireNonNull(forms.get(kind))::update,
                                inFlight,
                                PostgresServer.ROWS,
                                plan.choose(400, 700));
                        if (round >= 0) {
                            add(results, inFlight + " in flight", kind, result);
                        }
                    }
                }
            }
            for (Form form : forms.values()) {
                form.close();
            }
            pools.forEach(HikariDataSource::close);
            executor.shutdown();
        }
    }

    private static void add(Results results, String situation, Kind kind, Load.Result result) {
        results.add(situation, kind.title(), "transactions/s", result.throughput());
        results.add(situation, kind.title(), "p50 ms", result.p50());
        results.add(situation, kind.title(), "p99 ms", result.p99());
        results.add(situation, kind.title(), "client processor us", result.processor());
    }
}
