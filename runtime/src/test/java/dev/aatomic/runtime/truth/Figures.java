package dev.aatomic.runtime.truth;

import java.util.Map;
import java.util.TreeMap;

/** How much was run, and what callers were told. */
final class Figures {

    private int programs;
    private int blocks;
    private final Map<String, Integer> told = new TreeMap<>();

    void add(Ledger ledger) {
        programs++;
        ledger.calls().forEach(call -> {
            blocks++;
            told.merge(kind(call), 1, Integer::sum);
        });
    }

    private static String kind(Call call) {
        if (!call.told().isDone()) {
            return "nothing";
        }
        Throwable failure = call.told().join().failure();
        return failure == null ? "value" : failure.getClass().getSimpleName();
    }

    @Override
    public String toString() {
        return programs + " programs, " + blocks + " blocks, told: " + told;
    }
}
