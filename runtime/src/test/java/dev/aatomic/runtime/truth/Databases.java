package dev.aatomic.runtime.truth;

import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs programs, one after another, on databases that are kept as long as nothing went wrong on them. */
final class Databases implements AutoCloseable {

    private static final long LONGEST_MILLIS = 10_000;

    private final Server server;
    private final Map<Integer, Tables> tables = new HashMap<>();

    /** What went wrong on these may still use them. */
    private final List<Tables> spoilt = new ArrayList<>();

    /** The library's threads that a program has left, and its seed. */
    private final Map<Thread, Long> threads = new HashMap<>();

    Databases(Server server) {
        this.server = server;
    }

    /** Runs a program once. */
    Verdict run(Program program, Figures figures) {
        int connections = program.setup().connections();
        Tables used = tables.computeIfAbsent(connections, number -> new Tables(server, number));
        try (ProgramRun run = new ProgramRun(program, used)) {
            List<String> problems = List.copyOf(run.problems());
            figures.add(run.ledger());
            if (problems.isEmpty()) {
                run.newThreads().forEach(thread -> threads.put(thread, program.seed()));
            }
            threads.keySet().removeIf(thread -> !thread.isAlive());
            if (problems.isEmpty()) {
                used.clear();
            } else {
                spoilt.add(tables.remove(connections));
            }
            return new Verdict(program, problems, run.ledger().toString());
        }
    }

    /** The threads of programs that went well which do not end. */
    List<String> threadsLeft() {
        return threads.entrySet().stream()
                .filter(thread -> !ends(thread.getKey()))
                .map(thread ->
                        "thread " + thread.getKey().getName() + " is left by the program of seed " + thread.getValue())
                .toList();
    }

    /** The library's virtual threads that are left once all programs went well; which program left one is not known. */
    List<String> virtualThreadsLeft() {
        if (!spoilt.isEmpty()) {
            return List.of();
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
        List<String> left = VirtualThreads.live();
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            left = VirtualThreads.live();
        }
        return left.stream()
                .map(name -> "virtual thread " + name + " is left by a program")
                .toList();
    }

    private static boolean ends(Thread thread) {
        try {
            thread.join(LONGEST_MILLIS);
            return !thread.isAlive();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        tables.values().forEach(Tables::close);
        spoilt.forEach(Tables::abandon);
    }
}
