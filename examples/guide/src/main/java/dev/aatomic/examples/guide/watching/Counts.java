package dev.aatomic.examples.guide.watching;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;

/** What is counted. */
final class Counts {

    private Counts() {}

    static String counts(Transactions transactions) {
        // tag::metrics[]
        DatabaseMetrics counts = transactions.metrics().database("default");
        String text =
                counts.waiting() + " wait, " + counts.committed() + " committed, " + counts.retried() + " retried";
        // end::metrics[]
        return text;
    }
}
