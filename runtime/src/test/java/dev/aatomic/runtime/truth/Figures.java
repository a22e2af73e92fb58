package dev.aatomic.runtime.truth;

import java.util.Map;
import java.util.TreeMap;

/** How much was run, and what callers were told. */
final class Figures {

    private int programs;
    private int blocks;
    private final Map<String, Integer> told = new TreeMap<>();

    /** How many were opened by a subscription, by its type; and how many of these were cancelled in time. */
    private final Map<String, Integer> subscribed = new TreeMap<>();

    void add(Ledger ledger) {
        programs++;
        ledger.calls().forEach(call -> {
            blocks++;
            told.merge(kind(call), 1, Integer::sum);
            if (call.plan().type() != null) {
                subscribed.merge(call.plan().type().toString(), 1, Integer::sum);
            }
            if (call.isUnsubscribed()) {
                subscribed.merge(call.isCutShort() ? "cut short" : "cancelled later", 1, Integer::sum);
            }
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
        return programs + " programs, " + blocks + " blocks, told: " + told + ", by subscriptions: " + subscribed;
    }
}
