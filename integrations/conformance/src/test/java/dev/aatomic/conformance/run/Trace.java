package dev.aatomic.conformance.run;

import java.util.ArrayList;
import java.util.List;

/** What a program notes as it runs. Safe for use by many threads. */
final class Trace {

    private final List<String> entries = new ArrayList<>();

    synchronized void add(String entry) {
        entries.add(entry);
    }

    synchronized void addAll(Trace other) {
        entries.addAll(other.entries());
    }

    synchronized List<String> entries() {
        return List.copyOf(entries);
    }
}
