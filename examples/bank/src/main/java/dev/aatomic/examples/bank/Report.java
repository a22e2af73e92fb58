package dev.aatomic.examples.bank;

import java.io.PrintStream;

/**
 * What the program did.
 *
 * @param database what the accounts were kept in
 * @param before what they held before the transfers
 * @param after what they held after
 * @param results what became of the transfers, as their callers saw it
 * @param notifications how many notifications were sent
 * @param nanos how long the transfers took together, in nanoseconds
 */
record Report(String database, Totals before, Totals after, Results results, int notifications, long nanos) {

    /** Whether the money is all there, and points and notifications are as many as the callers were told. */
    boolean isBalanced() {
        return before.money().compareTo(after.money()) == 0
                && after.points() == results.rewarded()
                && notifications == results.committed();
    }

    void print(PrintStream out) {
        out.printf(
                "%d transfers at once, on %d connections to %s: %d ms%n",
                results.committed() + results.refused(), BankDatabase.CONNECTIONS, database, nanos / 1_000_000);
        out.printf("  %4d were committed%n", results.committed());
        out.printf("  %4d failed for lack of funds and were rolled back%n", results.refused());
        out.printf("  %4d earned a point in a nested block%n", results.rewarded());
        out.printf(
                "  %4d had their point refused: its savepoint was rolled back, the transfer was not%n",
                results.committed() - results.rewarded());
        out.printf("  %4d notifications were sent by a hook after commit%n", notifications);
        out.printf("Money before: %s, after: %s. Points: %d.%n", before.money(), after.money(), after.points());
        out.println(
                isBalanced()
                        ? "It adds up: no money appeared, and none vanished."
                        : "IT DOES NOT ADD UP: the money, the points or the notifications are not what was reported.");
    }
}
