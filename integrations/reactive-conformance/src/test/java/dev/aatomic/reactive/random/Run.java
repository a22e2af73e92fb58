package dev.aatomic.reactive.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** One run of a program, and what came of it. */
final class Run {

    private final int id;
    private final Program program;
    private final Prediction prediction;
    private final Reader reader;
    private final Set<Integer> failedFirst = ConcurrentHashMap.newKeySet();
    private final Queue<Integer> hooks = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> rollbackHooks = new ConcurrentLinkedQueue<>();

    /**
     * Makes one.
     *
     * @param id its number, which its rows tell
     */
    Run(int id, Program program, Prediction prediction, Executor elsewhere) {
        this.id = id;
        this.program = program;
        this.prediction = prediction;
        this.reader = new Reader(program, elsewhere);
    }

    Program program() {
        return program;
    }

    Prediction prediction() {
        return prediction;
    }

    Reader reader() {
        return reader;
    }

    int row(int number) {
        return id * ProgramGenerator.NUMBERS + number;
    }

    /** Its rows, by their numbers. */
    List<Integer> own(List<Integer> rows) {
        return rows.stream()
                .filter(row -> row / ProgramGenerator.NUMBERS == id)
                .map(row -> row % ProgramGenerator.NUMBERS)
                .sorted()
                .toList();
    }

    boolean isFirst(int number) {
        return failedFirst.add(number);
    }

    void hook(int number) {
        hooks.add(number);
    }

    void rollbackHook(int number) {
        rollbackHooks.add(number);
    }

    List<Integer> hooks() {
        return sorted(hooks);
    }

    List<Integer> rollbackHooks() {
        return sorted(rollbackHooks);
    }

    static List<Integer> sorted(Iterable<Integer> numbers) {
        List<Integer> sorted = new ArrayList<>();
        numbers.forEach(sorted::add);
        sorted.sort(null);
        return sorted;
    }
}
