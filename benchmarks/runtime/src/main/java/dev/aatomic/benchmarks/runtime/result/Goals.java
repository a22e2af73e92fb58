package dev.aatomic.benchmarks.runtime.result;

import dev.aatomic.benchmarks.runtime.form.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The goals, in the order of the table. */
final class Goals {

    private static final String FIXED = "fixed pool of 8";
    private static final String VIRTUAL = "virtual threads";
    private static final int MANY = 1_000;

    private final List<Goal> goals = new ArrayList<>();

    private Goals() {}

    static List<Goal> all() {
        Goals goals = new Goals();
        goals.addScope();
        goals.addBurst();
        goals.addPostgres();
        goals.addCounts();
        goals.addTrips();
        goals.addWaiting();
        goals.addLinearity();
        goals.addConvoy();
        goals.addHopping();
        return List.copyOf(goals.goals);
    }

    private void add(
            String workload,
            String what,
            String goal,
            DoublePredicate reached,
            int decimals,
            Function<Results, @Nullable Series> measured) {
        goals.add(new Goal(workload, what, goal, reached, decimals, measured));
    }

    private static Function<Results, @Nullable Series> metric(String situation, Kind kind, String metric) {
        return results -> results.get(situation, kind.title(), metric);
    }

    private static Function<Results, @Nullable Series> compare(
            String situation, Kind kind, Kind reference, String metric, BinaryOperator<Series> comparison) {
        return results -> {
            Series own = results.get(situation, kind.title(), metric);
            Series other = results.get(situation, reference.title(), metric);
            return own == null || other == null ? null : comparison.apply(own, other);
        };
    }

    private void atMost(
            String workload, String what, String unit, double limit, Function<Results, @Nullable Series> measured) {
        String sign = limit > 0 && (unit.equals(" ns") || unit.equals(" bytes")) ? "at most +" : "at most ";
        int decimals = limit >= 5 || limit == 0 ? 0 : 2;
        add(workload, what, sign + number(limit) + unit, value -> value <= limit, decimals, measured);
    }

    private void atLeast(String workload, String what, double limit, Function<Results, @Nullable Series> measured) {
        add(workload, what, "at least " + number(limit), value -> value >= limit, 2, measured);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private void addScope() {
        addScope("empty", "an empty scope", 60, 200);
        addScope("nested", "a scope with a nested one", 80, 300);
        atMost(
                "scope",
                "generated class over `Atomic.getStageAsync`",
                " ns",
                5,
                compare("empty", Kind.GENERATED, Kind.OURS, "ns", Series::minus));
    }

    private void addScope(String situation, String what, int nanos, int bytes) {
        String over = " over hand-written asynchronous";
        atMost("scope", what + over, " ns", nanos, compare(situation, Kind.OURS, Kind.HAND_ASYNC, "ns", Series::minus));
        atMost(
                "scope",
                what + over,
                " bytes",
                bytes,
                compare(situation, Kind.OURS, Kind.HAND_ASYNC, "bytes", Series::minus));
    }

    private void addBurst() {
        for (String executor : List.of(FIXED, VIRTUAL)) {
            for (Kind kind : List.of(Kind.OURS, Kind.GENERATED)) {
                atMost(
                        "burst",
                        "burst of 10,000, " + executor + ", " + kind.title() + ": time over hand-written asynchronous",
                        "",
                        1.25,
                        compare(executor, kind, Kind.HAND_ASYNC_AT_ONCE, "ms a burst", Series::over));
            }
        }
    }

    private void addPostgres() {
        for (int inFlight : new int[] {1, 8, 64, MANY}) {
            for (Kind kind : List.of(Kind.OURS, Kind.OURS_BLOCKING)) {
                atLeast(
                        "postgres-fixed",
                        "UPDATE, " + FIXED + ", " + inFlight + " in flight, " + body(kind)
                                + ": throughput over hand-written blocking",
                        0.95,
                        compare(situation(FIXED, inFlight), kind, Kind.HAND, "transactions/s", Series::over));
            }
        }
        atMost(
                "postgres-fixed",
                "UPDATE, " + FIXED + ", 1000 in flight, " + body(Kind.OURS) + ": p99 over in flight ÷ throughput",
                "",
                1.25,
                results -> {
                    Series throughput = results.get(situation(FIXED, MANY), Kind.OURS.title(), "transactions/s");
                    Series p99 = results.get(situation(FIXED, MANY), Kind.OURS.title(), "p99 ms");
                    return throughput == null || p99 == null
                            ? null
                            : p99.over(throughput.inverse().times(MANY * 1_000.0));
                });
        String what =
                "UPDATE, " + VIRTUAL + ", 1000 in flight, " + body(Kind.OURS) + ", over hand-written blocking there: ";
        atLeast("postgres-virtual", what + "throughput", 1.15, virtual("transactions/s"));
        atMost("postgres-virtual", what + "p99", "", 0.45, virtual("p99 ms"));
        atMost("postgres-virtual", what + "client processor time", "", 0.8, virtual("client processor us"));
    }

    private static Function<Results, @Nullable Series> virtual(String metric) {
        return compare(situation(VIRTUAL, MANY), Kind.OURS, Kind.HAND, metric, Series::over);
    }

    private static String body(Kind kind) {
        return kind == Kind.OURS ? "asynchronous body" : "blocking body";
    }

    private static String situation(String executor, int inFlight) {
        return executor + ", " + inFlight + " in flight";
    }

    private void addCounts() {
        atMost("counts", "hops, body's stage complete at return", "", 1, metric("hops", Kind.OURS, "empty"));
        atMost(
                "counts",
                "hops, body's stage complete later (without the two of the body)",
                "",
                2,
                metric("hops", Kind.OURS, "body that hops twice, without its hops"));
    }

    private void addTrips() {
        addTrips("empty scope", 0, "empty", null);
        addTrips("one statement", 2, "one UPDATE", null);
        addTrips("more for a nested block without a statement", 0, "and an empty nested one", "one UPDATE");
        addTrips("more for a nested block with one", 2, "and a nested one with an UPDATE", "one UPDATE");
        addTrips("more for four siblings of it", 8, "and five of them", "and a nested one with an UPDATE");
        addTrips("read-only, one statement", 2, "SELECT, read-only", null);
        addTrips("isolation, one statement", 3, "SELECT, serializable", null);
    }

    private void addTrips(String what, int limit, String metric, @Nullable String less) {
        atMost("counts", "round trips: " + what, "", limit, results -> {
            Series trips = results.get("round trips", Kind.OURS.title(), metric);
            Series others = less == null ? null : results.get("round trips", Kind.OURS.title(), less);
            return trips == null || others == null ? trips : trips.minus(others);
        });
    }

    private void addWaiting() {
        for (String executor : List.of(FIXED, VIRTUAL)) {
            String what = "100,000 waiting, " + executor + ": ";
            add(
                    "waiting",
                    what + "bytes each",
                    "under 1024",
                    value -> value < 1024,
                    0,
                    metric(executor, Kind.OURS, "bytes each"));
            atMost("waiting", what + "threads more", "", 0, metric(executor, Kind.OURS, "threads more"));
            atMost("waiting", what + "out of order", "", 0, metric(executor, Kind.OURS, "out of order"));
            atMost("waiting", what + "one of the last 50,000 over one of the first 50,000", "", 1.25, results -> {
                Series late = results.get(executor, Kind.OURS.title(), "ns each of the last 50,000");
                Series early = results.get(executor, Kind.OURS.title(), "ns each of the first 50,000");
                return late == null || early == null ? null : late.over(early);
            });
        }
    }

    private void addLinearity() {
        addLinearity("levels", 1, 10, 1_000);
        addLinearity("hooks", 10, 1_000, 100_000);
        addLinearity("steps", 10, 1_000, 100_000);
        addLinearity("children", 10, 1_000, 100_000);
    }

    /** One more among many, over one more among few. */
    private void addLinearity(String part, int first, int second, int third) {
        String what = "one scope's " + part + ": one more up to " + third + " over one more up to " + second;
        atMost("linearity", what, "", 1.25, results -> {
            Series few = size(results, part, first);
            Series some = size(results, part, second);
            Series many = size(results, part, third);
            if (few == null || some == null || many == null) {
                return null;
            }
            return many.minus(some)
                    .times(1.0 / (third - second))
                    .over(some.minus(few).times(1.0 / (second - first)));
        });
    }

    private static @Nullable Series size(Results results, String part, int size) {
        return results.get(part, Kind.OURS.title(), size + " in ns");
    }

    private void addConvoy() {
        for (String what : List.of("steps of one scope", "scopes")) {
            atLeast("convoy", what + " from 16 threads, throughput over that from 2", 0.8, results -> {
                Series many = results.get(what, Kind.OURS.title(), "16 threads, 1/s");
                Series two = results.get(what, Kind.OURS.title(), "2 threads, 1/s");
                return many == null || two == null ? null : many.over(two);
            });
        }
    }

    private void addHopping() {
        for (String driver : List.of("driver that waits 1 ms", "PostgreSQL")) {
            for (int threads : new int[] {1, 2, 8}) {
                String situation = driver + ", fixed pool of " + threads;
                String what = "1000 hopping scopes, " + situation + ": ";
                atMost("hopping", what + "hang", "", 0, metric(situation, Kind.OURS, "hanging"));
                atMost("hopping", what + "threads more", "", 0, metric(situation, Kind.OURS, "threads more"));
                String alone = "ratio to hops and trips alone";
                atMost(
                        "hopping",
                        what + "time over hops and trips alone",
                        "",
                        1.3,
                        metric(situation, Kind.OURS, alone));
            }
        }
    }
}
