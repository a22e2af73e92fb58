package dev.aatomic.structured;

import static dev.aatomic.runtime.support.Sql.insert;

import dev.aatomic.runtime.Transactions;
import java.util.concurrent.StructuredTaskScope;

/** What forks do in several tests. */
final class Forks {

    private Forks() {}

    /** Inserts so many rows, each in a fork of its own. */
    static void insertEach(Transactions transactions, int count) throws InterruptedException {
        try (var scope = StructuredTaskScope.open()) {
            for (int i = 0; i < count; i++) {
                int row = i;
                scope.fork(() -> transactions.submit(insert(row)).join());
            }
            scope.join();
        }
    }
}
