package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.support.subscribed.SubscribedFuture;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was done while a program ran, and what was said. Safe for use by many threads. */
final class Ledger {

    private final Tables tables;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Queue<Unit> units = new ConcurrentLinkedQueue<>();
    private final Queue<Scope> ended = new ConcurrentLinkedQueue<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();

    private final Map<Call, SubscribedFuture<Object>> subscriptions = new ConcurrentHashMap<>();

    /** When {@code close()} was called, by the number of the {@code Transactions}. */
    private final Map<Integer, Long> closed = new ConcurrentHashMap<>();

    private final AtomicInteger expected = new AtomicInteger();

    Ledger(Tables tables) {
        this.tables = tables;
    }

    Call open(BlockPlan plan, Execution parent, Execution hookOf) {
        Call call = new Call(plan, parent, hookOf);
        calls.add(call);
        return call;
    }

    Execution begin(Call call, Scope scope) {
        Execution execution = call.begin(scope);
        if (!units.contains(execution.unit())) {
            units.add(execution.unit());
        }
        return execution;
    }

    /** A manual savepoint begins. */
    Unit savepoint(Unit parent) {
        Unit unit = new Unit(parent, parent.target());
        units.add(unit);
        return unit;
    }

    int nextValue() {
        return tables.nextValue();
    }

    /** Whether others see what a unit wrote first; true if it wrote nothing. */
    boolean isVisible(Unit unit) {
        Integer first = unit.written().peek();
        return first == null || tables.isThere(unit.target(), first);
    }

    /** The caller of a block is told of its end. */
    void tell(Call call, Object value, Throwable thrown) {
        long now = System.nanoTime();
        Throwable failure = thrown == null ? null : UserFailures.unwrap(thrown);
        Execution last = call.last();
        boolean outermost = call.isOutermost() && last != null;
        // In this order: who opens a block meanwhile is no more alone, and may have a connection.
        int held = tables.held(call.plan().target());
        Told told = new Told(
                value,
                failure,
                !outermost || isVisible(last.unit()),
                isAlone(call) ? held : 0,
                outermost ? waiting(last.unit()) : List.of());
        if (!call.tell(told, now)) {
            problem("block " + call.plan().id() + " was told twice, the second time " + told);
        }
        if (last != null && last.scope() != null) {
            ended.add(last.scope());
        }
    }

    /** A block is opened by a subscription. */
    void subscribed(Call call, SubscribedFuture<Object> future) {
        subscriptions.put(call, future);
    }

    /** {@code close()} is called. */
    void close(int transactions) {
        closed.putIfAbsent(transactions, System.nanoTime());
    }

    /** When {@code close()} was called where something was opened, or null. */
    Long closedAt(Target target) {
        return closed.get(target.transactions());
    }

    /** When it was called last, or null. */
    Long lastClosedAt() {
        return closed.values().stream().max(Long::compare).orElse(null);
    }

    /** Whether nobody but the block itself, and what was opened in it, can have a connection. */
    private boolean isAlone(Call call) {
        return call.parent() == null
                && calls.stream().filter(other -> other.parent() == null).count() == 1;
    }

    /** The hooks of a transaction that have not run. */
    private List<Hook> waiting(Unit root) {
        return units.stream()
                .filter(unit -> unit.root() == root)
                .flatMap(unit -> unit.hooks().stream())
                .filter(hook -> hook.ran() == 0)
                .toList();
    }

    /** The scope of a block that has ended, one for each choice, or null. */
    Scope anyEnded(int choice) {
        List<Scope> scopes = List.copyOf(ended);
        return scopes.isEmpty() ? null : scopes.get(Math.floorMod(choice, scopes.size()));
    }

    void problem(String problem) {
        problems.add(problem);
    }

    Queue<Call> calls() {
        return calls;
    }

    Queue<Unit> units() {
        return units;
    }

    /** What was not true by itself, and what subscribers were told against the rules. */
    List<String> problems() {
        return Stream.concat(
                        problems.stream(),
                        subscriptions.entrySet().stream()
                                .flatMap(subscription -> subscription.getValue().problems().stream()
                                        .map(problem -> "block "
                                                + subscription.getKey().plan().id() + ": its subscriber was " + problem
                                                + ". " + subscription.getKey())))
                .toList();
    }

    /** A caller will open another block when he is told. */
    void expectNext() {
        expected.incrementAndGet();
    }

    void nextIsOpen() {
        expected.decrementAndGet();
    }

    boolean isToldAll() {
        return expected.get() == 0
                && calls.stream().allMatch(call -> call.told().isDone());
    }

    @Override
    public String toString() {
        return calls.stream().map(call -> "  " + call + "\n").collect(Collectors.joining());
    }
}
