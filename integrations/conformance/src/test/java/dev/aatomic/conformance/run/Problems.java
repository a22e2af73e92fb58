package dev.aatomic.conformance.run;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** What went wrong in a run beside a different outcome: failures that no program may cause. Safe for use by many threads. */
final class Problems {

    private final List<String> found = new ArrayList<>();

    synchronized void add(String problem) {
        found.add(problem);
    }

    synchronized List<String> found() {
        return List.copyOf(found);
    }

    /** Names a failure, and notes one that has no name. */
    String name(Throwable failure) {
        String name = Failures.name(failure);
        if (name != null) {
            return name;
        }
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        add("unexpected failure: " + text);
        return Failures.unwrap(failure).getClass().getName();
    }
}
