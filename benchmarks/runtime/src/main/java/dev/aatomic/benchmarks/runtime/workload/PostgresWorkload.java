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
 * One UPDATE a transaction on PostgreSQL, with a pool of eight and so many in flight. The forms take turns in one process in random
 * order, and each is compared with the hand-written one of the same round.
 */
final class PostgresWorkload implements Workload {

    private static final int CONNECTIONS = 8;
    private static final List<Integer> IN_FLIGHT = List.of(1, 8, 64, 1_000);
    private static final int ROUNDS = 10;

    /** These alone are compared at a goal's precision; the peers take part in fewer rounds. */
    private static final List<Kind> MEASURED_FULLY = List.of(Kind.HAND, Kind.OURS, Kind.OURS_BLOCKING, Kind.GENERATED);

    private final boolean virtual;

    PostgresWorkload(boolean virtual) {
        this.virtual = virtual;
    }

    private List<Kind> kinds(int inFlight) {
        List<Kind> kinds = Kind.all();
        kinds.remove(Kind.HAND_ASYNC_AT_ONCE);
        if (virtual) {
            // They have threads of their own, and were measured beside the fixed pool.
            kinds.removeAll(List.of(Kind.VERTX, Kind.R2DBC, Kind.VERTX_JDBC));
        } else if (inFlight > CONNECTIONS) {
            // Its exits wait behind its entries.
            kinds.remove(Kind.HAND_ASYNC);
        }
        return kinds;
    }

    @Override
    public void run(Plan plan, Results results) throws Exception {
        if (virtual && !Threads.haveVirtual()) {
            return;
        }
        String executorName = virtual ? "virtual" : Integer.toString(CONNECTIONS);
        try (PostgresServer server = new PostgresServer()) {
            ExecutorService executor = Threads.named(executorName);
            Map<Kind, Form> forms = new EnumMap<>(Kind.class);
            List<HikariDataSource> pools = new ArrayList<>();
            for (Kind kind : kinds(1)) {
                HikariDataSource pool = PostgresServer.pool(server.url(), CONNECTIONS);
                pools.add(pool);
                forms.put(kind, kind.create(pool, executor));
            }
            for (Kind kind : forms.keySet()) {
                Load.run(
                        Objects.requireNonNull(forms.get(kind))::update,
                        CONNECTIONS,
                        PostgresServer.ROWS,
                        plan.choose(1_500, 3_000));
            }
            for (int inFlight : virtual ? IN_FLIGHT.subList(2, 4) : IN_FLIGHT) {
                String situation = Threads.title(executorName) + ", " + inFlight + " in flight";
                rounds(plan, forms, inFlight, situation, results);
            }
            for (Form form : forms.values()) {
                form.close();
            }
            pools.forEach(HikariDataSource::close);
            executor.shutdown();
        }
    }

    private void rounds(Plan plan, Map<Kind, Form> forms, int inFlight, String situation, Results results)
            throws InterruptedException {
        int millis = plan.choose(400, inFlight > 64 ? 1_200 : 700);
        int ofPeers = plan.choose(2, 5);
        for (int round = -1; round < plan.choose(3, ROUNDS); round++) {
            for (Kind kind : Fork.shuffled(kinds(inFlight))) {
                if (round >= ofPeers && !MEASURED_FULLY.contains(kind)) {
                    continue;
                }
                Load.Result result = Load.run(
                        Objects.requireNonNull(forms.get(kind))::update, inFlight, PostgresServer.ROWS, millis);
                if (round >= 0) {
                    results.add(situation, kind.title(), "transactions/s", result.throughput());
                    results.add(situation, kind.title(), "p50 ms", result.p50());
                    results.add(situation, kind.title(), "p99 ms", result.p99());
                    results.add(situation, kind.title(), "client processor us", result.processor());
                }
            }
        }
    }
}
