package dev.aatomic.benchmarks.runtime.result;

import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Goal.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/** The goals, in the order of the table. */
final class Goals {

    private static final String FIXED = "fixed pool of 8";
    private static final String VIRTUAL = "virtual threads";
    private static final int MANY = 1_000;
    private static final Set<Kind> OURS = Set.of(Kind.OURS, Kind.GENERATED);

    private final List<Goal> goals = new ArrayList<>();

    private Goals() {}

    static List<Goal> all() {
        Goals goals = new Goals();
        goals.addScope();
        goals.addSteps();
        goals.addBurst();
        goals.addPostgres();
        goals.addFirst();
        goals.addStart();
        goals.addCounts();
        goals.addDistant();
        goals.addService();
        goals.addWaiting();
        goals.addLinearity();
        goals.addConvoy();
        goals.addCores();
        goals.addHopping();
        return List.copyOf(goals.goals);
    }

    private void atMost(String workload, String what, double limit, Measure measure) {
        add(workload, what, "at most " + number(limit), value -> value <= limit, limit, measure);
    }

    private void atLeast(String workload, String what, double limit, Measure measure) {
        add(workload, what, "at least " + number(limit), value -> value >= limit, limit, measure);
    }

    private void add(
            String workload, String what, String goal, DoublePredicate reached, double limit, Measure measure) {
        goals.add(new Goal(workload, what, goal, reached, limit == Math.rint(limit) ? 0 : 2, OURS, measure));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static Measure metric(String situation, String metric) {
        return (results, kind) -> results.get(situation, kind.title(), metric);
    }

    /** Each beside a reference; the reference itself is left out. */
    private static Measure beside(String situation, Kind reference, String metric, BinaryOperator<Series> comparison) {
        return (results, kind) -> kind == reference
                ? null
                : combine(
                        results.get(situation, kind.title(), metric),
                        results.get(situation, reference.title(), metric),
                        comparison);
    }

    private static @Nullable Series combine(
            @Nullable Series left, @Nullable Series right, BinaryOperator<Series> combination) {
        return left == null || right == null ? null : combination.apply(left, right);
    }

    private void addScope() {
        addScope("empty", "empty scope", 40, 120);
        addScope("joined", "empty scope, pool of 8, joined", 40, 120);
        addScope("nested", "scope with a nested one", 80, 150);
        atMost(
                "scope",
                "empty scope: ns more than `Atomic.getStageAsync`",
                5,
                (results, kind) -> kind == Kind.GENERATED
                        ? beside("empty", Kind.OURS, "ns", Series::minus).of(results, kind)
                        : null);
    }

    private void addScope(String situation, String what, int nanos, int bytes) {
        String more = " more than hand-written asynchronous";
        atMost("scope", what + ": ns" + more, nanos, beside(situation, Kind.HAND_ASYNC, "ns", Series::minus));
        atMost(
                "scope",
                what + ": bytes" + more,
                bytes,
                beside(
                        situation,
                        Kind.HAND_ASYNC,
                        "bytes",
                        (ours, byHand) -> ours.minus(byHand).whole()));
    }

    private void addSteps() {
        for (String way : List.of("jdbc", "jooq")) {
            String what = (way.equals("jdbc") ? "a statement by `submit`: " : "a statement by jOOQ's `executeAsync`: ");
            atMost("step", what + "ns more than by hand", 60, beside(way, Kind.HAND, "ns a statement", Series::minus));
            atMost(
                    "step",
                    what + "bytes more than by hand",
                    150,
                    beside(way, Kind.HAND, "bytes a statement", Series::minus));
        }
    }

    private void addFirst() {
        for (int inFlight : new int[] {1, 8}) {
            for (String how : List.of("", ", AOT cache")) {
                String situation = inFlight + " in flight" + how;
                atMost(
                        "first",
                        "first 20,000 UPDATEs of a process, " + situation + ": time over hand-written blocking",
                        1.15,
                        beside(situation, Kind.HAND, "s for 20,000", Series::over));
            }
        }
    }

    private void addStart() {
        for (String situation : List.of("as it is", "AppCDS")) {
            atMost(
                    "start",
                    "a process with one UPDATE, " + situation + ": ms more than hand-written blocking",
                    60,
                    beside(situation, Kind.HAND, "ms of a process", Series::minus));
        }
    }

    private void addBurst() {
        for (String executor : List.of(FIXED, VIRTUAL)) {
            atMost(
                    "burst",
                    "burst of 10,000, " + executor + ": time over hand-written asynchronous, exit at once",
                    1.25,
                    beside(executor, Kind.HAND_ASYNC_AT_ONCE, "ms a burst", Series::over));
        }
        // On the fixed pool this form hangs.
        atMost(
                "burst",
                "burst of 10,000, " + VIRTUAL + ": time over hand-written asynchronous, exit on the executor",
                1.25,
                beside(VIRTUAL, Kind.HAND_ASYNC, "ms a burst", Series::over));
    }

    private void addPostgres() {
        for (int inFlight : new int[] {1, 8, 64, MANY}) {
            atLeast(
                    "postgres-fixed",
                    "UPDATE, " + situation(FIXED, inFlight) + ": throughput over hand-written blocking",
                    0.98,
                    beside(situation(FIXED, inFlight), Kind.HAND, "transactions/s", Series::over));
        }
        atMost(
                "postgres-fixed",
                "UPDATE, " + situation(FIXED, MANY) + ": p99 over (in flight ÷ throughput)",
                1.25,
                (results, kind) -> combine(
                        results.get(situation(FIXED, MANY), kind.title(), "p99 ms"),
                        results.get(situation(FIXED, MANY), kind.title(), "transactions/s"),
                        (p99, throughput) -> p99.over(throughput.inverse().times(MANY * 1_000.0))));
        String over = "UPDATE, " + situation(VIRTUAL, MANY) + ", over hand-written blocking: ";
        atLeast("postgres-virtual", over + "throughput", 1.15, virtual("transactions/s"));
        atMost("postgres-virtual", over + "p99", 0.3, virtual("p99 ms"));
        atMost("postgres-virtual", over + "client's processor time", 0.75, virtual("client processor us"));
    }

    private static Measure virtual(String metric) {
        return beside(situation(VIRTUAL, MANY), Kind.HAND, metric, Series::over);
    }

    private static String situation(String executor, int inFlight) {
        return executor + ", " + inFlight + " in flight";
    }

    private void addCounts() {
        atMost("counts", "hops: body's stage complete at return", 1, metric("hops", "empty"));
        atMost(
                "counts",
                "hops: body that hops twice, without its own",
                2,
                metric("hops", "body that hops twice, without its hops"));
        addTrips("empty scope", 0, "empty", "");
        addTrips("one UPDATE", 2, "one UPDATE", "");
        addTrips("more for an empty nested scope", 0, "and an empty nested one", "one UPDATE");
        addTrips("more for a nested scope with an UPDATE", 2, "and a nested one with an UPDATE", "one UPDATE");
        addTrips("more for four siblings of it", 8, "and five of them", "and a nested one with an UPDATE");
        addTrips("one SELECT, read-only", 2, "SELECT, read-only", "");
        addTrips("one SELECT, serializable", 3, "SELECT, serializable", "");
    }

    private void addTrips(String what, int limit, String metric, String less) {
        Measure trips = metric("round trips", metric);
        Measure fewer = metric("round trips", less);
        atMost(
                "counts",
                "round trips: " + what,
                limit,
                (results, kind) -> less.isEmpty()
                        ? trips.of(results, kind)
                        : combine(trips.of(results, kind), fewer.of(results, kind), Series::minus));
    }

    private void addDistant() {
        atMost(
                "distant",
                "1 ms a trip: ms more for a SELECT, read-only, than hand-written blocking",
                -0.9,
                beside("1 ms a trip, one in flight", Kind.HAND, "ms for a SELECT, read-only", Series::minus));
    }

    private void addService() {
        String situation = "50 ms before the first statement, pool of 8, 1000 in flight";
        atLeast(
                "service",
                situation + ": throughput of a connection taken late over one taken at the start",
                5,
                (results, kind) -> combine(
                        results.get(situation, kind.title(), "transactions/s, connection taken late"),
                        results.get(situation, kind.title(), "transactions/s"),
                        Series::over));
    }

    private void addWaiting() {
        for (String executor : List.of(FIXED, VIRTUAL)) {
            String what = "100,000 waiting, " + executor + ": ";
            atMost("waiting", what + "bytes each", 250, metric(executor, "bytes each"));
            atMost("waiting", what + "threads more", 0, metric(executor, "threads more"));
            atMost("waiting", what + "out of order", 0, metric(executor, "out of order"));
            atMost(
                    "waiting",
                    what + "one more late over one more early",
                    1.25,
                    (results, kind) -> combine(
                            results.get(executor, kind.title(), "ns each of the last 50,000"),
                            results.get(executor, kind.title(), "ns each of the first 50,000"),
                            Series::over));
        }
    }

    private void addLinearity() {
        addLinearity("level", 1, 10, 1_000);
        addLinearity("hook", 10, 1_000, 100_000);
        addLinearity("step", 10, 1_000, 100_000);
        addLinearity("child", 10, 1_000, 100_000);
    }

    /** One more among many, over one more among few. */
    private void addLinearity(String part, int first, int second, int third) {
        String what = "one scope: a " + part + " more up to " + third + " over one more up to " + second;
        atMost(
                "linearity",
                what,
                1.25,
                (results, kind) -> combine(
                        slope(results, kind, part, second, third),
                        slope(results, kind, part, first, second),
                        Series::over));
    }

    private static @Nullable Series slope(Results results, Kind kind, String part, int from, int to) {
        return combine(
                results.get(part, kind.title(), to + " in ns"),
                results.get(part, kind.title(), from + " in ns"),
                (many, few) -> many.minus(few).times(1.0 / (to - from)));
    }

    private void addConvoy() {
        for (String what : List.of("steps of one scope", "scopes")) {
            atLeast(
                    "convoy",
                    what + ": throughput from 16 threads over that from 2",
                    0.8,
                    (results, kind) -> combine(
                            results.get(what, kind.title(), "16 threads, 1/s"),
                            results.get(what, kind.title(), "2 threads, 1/s"),
                            Series::over));
        }
    }

    private void addCores() {
        String blocked = "blocked in 1000 scopes";
        atMost("cores", "scopes from 8 threads: times blocked in 1,000 scopes", 1, metric("8 threads", blocked));
        atMost(
                "cores",
                "scopes from 8 threads: processor time over that from 1",
                1.25,
                (results, kind) -> combine(
                        results.get("8 threads", kind.title(), "processor ns a scope"),
                        results.get("1 thread", kind.title(), "processor ns a scope"),
                        Series::over));
    }

    private void addHopping() {
        for (String driver : List.of("driver that waits 1 ms", "PostgreSQL")) {
            for (int threads : new int[] {1, 2, 8}) {
                String situation = driver + ", fixed pool of " + threads;
                String what = "1,000 hopping, " + situation + ": ";
                atMost("hopping", what + "hang", 0, metric(situation, "hanging"));
                atMost("hopping", what + "threads more", 0, metric(situation, "threads more"));
                atMost(
                        "hopping",
                        what + "time over hops and trips alone",
                        1.3,
                        metric(situation, "ratio to hops and trips alone"));
                goals.add(new Goal(
                        "hopping",
                        what + "time over hand-written blocking that does not hop",
                        "no goal",
                        value -> true,
                        2,
                        Set.of(),
                        metric(situation, "ratio to hand-written without hops")));
            }
        }
    }
}
