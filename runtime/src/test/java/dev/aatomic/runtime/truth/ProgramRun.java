package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.TestExecutors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run of a program: from nothing to nothing, with everything that was not true. */
final class ProgramRun implements AutoCloseable {

    /** No block has anything to wait for that takes longer: a grace of 2 s, and a machine that does other things too. */
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(Long.getLong("aatomic.truth.longest", 20));

    /** The limit of a {@code close()} that is called early. */
    static final Duration EARLY_CLOSE = Duration.ofMillis(20);

    /** How a problem begins that something took too long. */
    static final String LATE = "Not within its limits: ";

    private final Program program;
    private final Tables tables;
    private final Ledger ledger;
    private final Strangers strangers = new Strangers();
    private final TestExecutors executors = new TestExecutors();
    private final List<Transactions> transactions = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<Thread> before = threads().collect(Collectors.toSet());

    ProgramRun(Program program, Tables tables) {
        this.program = program;
        this.tables = tables;
        this.ledger = new Ledger(tables);
    }

    /** Runs it, and returns what was not true. */
    List<String> problems() {
        Executor executor = program.setup().executor().make(executors, program.seed());
        transactions.add(build(executor, Target.FIRST_DEFAULT, Target.FIRST_OTHER));
        transactions.add(build(executor, Target.SECOND_DEFAULT));
        AtomicInteger opened = new AtomicInteger();
        Blocks blocks = new Blocks(new World(program.setup(), List.copyOf(transactions), strangers, ledger));
        program.roots()
                .forEach(root -> strangers.execute(() -> {
                    blocks.open(root, null);
                    opened.incrementAndGet();
                }));
        if (program.setup().closesEarly()) {
            strangers.execute(program.setup().closesAfter(), () -> false, this::closeTransactions);
        }
        expect("every block has ended", () -> opened.get() == program.roots().size() && ledger.isToldAll());
        strangers.execute(this::closeTransactions);
        expect("close() has returned, and every block has ended", () -> strangers.areIdle() && ledger.isToldAll());
        if (problems.isEmpty()) {
            problems.addAll(tables.problems());
        }
        problems.addAll(new Judge(program, ledger, rows()).problems());
        return problems;
    }

    private Transactions build(Executor executor, Target... targets) {
        Transactions.Builder builder = Transactions.builder()
                .connectionTimeout(Duration.ofSeconds(10))
                .closeTimeout(program.setup().closesEarly() ? EARLY_CLOSE : Duration.ofSeconds(10));
        for (Target target : targets) {
            builder.database(
                    target.database(),
                    tables.database(target).source(),
                    program.setup().connections());
        }
        return (executor == null ? builder : builder.executor(executor)).build();
    }

    private void closeTransactions() {
        for (int i = 0; i < transactions.size(); i++) {
            ledger.close(i);
            transactions.get(i).close();
        }
    }

    private void expect(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + LONGEST;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                problems.add(LATE + what + "\n" + dump());
                return;
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** The committed rows; each is there once, and in its own database. */
    private Set<Integer> rows() {
        Set<Integer> rows = new HashSet<>();
        for (Target target : Target.values()) {
            Set<Integer> own = ledger.units().stream()
                    .filter(unit -> unit.target() == target)
                    .flatMap(unit -> unit.written().stream())
                    .collect(Collectors.toSet());
            for (Integer value : tables.rows(target)) {
                if (!own.contains(value)) {
                    problems.add("row " + value + " is in " + target + " and nobody wrote it there");
                }
                if (!rows.add(value)) {
                    problems.add("row " + value + " is there twice");
                }
            }
        }
        return rows;
    }

    /** The library's threads that were not there before; they may be about to end. Virtual ones are not among them: {@link VirtualThreads}. */
    List<Thread> newThreads() {
        return threads().filter(thread -> !before.contains(thread)).toList();
    }

    private static Stream<Thread> threads() {
        Thread[] threads = new Thread[Thread.activeCount() + 64];
        int count = Thread.enumerate(threads);
        return Stream.of(threads).limit(count).filter(thread -> thread.getName().startsWith("aatomic-"));
    }

    /** The threads that are in the library. */
    private static String dump() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().startsWith("dev.aatomic.runtime.internal")))
                .map(ProgramRun::text)
                .collect(Collectors.joining());
    }

    private static String text(Map.Entry<Thread, StackTraceElement[]> thread) {
        return "    " + thread.getKey().getName() + " " + thread.getKey().getState() + "\n"
                + Stream.of(thread.getValue())
                        .limit(40)
                        .map(frame -> "        " + frame + "\n")
                        .collect(Collectors.joining());
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        executors.close();
        strangers.close();
    }
}
