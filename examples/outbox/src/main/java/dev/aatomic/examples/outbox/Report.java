package dev.aatomic.examples.outbox;

import java.io.PrintStream;
import java.util.List;

/**
 * What the program did.
 *
 * @param said what the process said of its orders until it was killed
 * @param orders the orders that are in the database
 * @param customers how many customers those have
 * @param queued how many mails were to be sent when the process was dead
 * @param sent the mails that were sent after that
 * @param later how many mails are to be sent another day
 */
record Report(List<String> said, List<String> orders, int customers, int queued, List<String> sent, int later) {

    /** Whether a mail was sent for each order that was committed, once, and for no other, and each customer will get one more. */
    boolean isComplete() {
        return count("committed") == orders.size()
                && sent.size() == orders.size()
                && sent.containsAll(orders)
                && later == customers;
    }

    void print(PrintStream out) {
        out.println("Orders at once in a process that was then killed, after COMMIT and before its hooks had run:");
        out.printf("  %4d were committed%n", count("committed"));
        out.printf("  %4d failed, since the tickets were sold out, and were rolled back%n", count("failed Sold out"));
        out.printf("  %4d hooks have run: they are gone with the process%n", count("hook"));
        out.printf("  %4d mails are in the queue, which is a table%n", queued);
        out.println("Two workers in another process, after that:");
        out.printf("  %4d mails were sent: %s%n", sent.size(), String.join(", ", sent));
        out.printf("  %4d mails wait for tomorrow, one for each customer%n", later);
        out.println(
                isComplete()
                        ? "It is complete: a mail for each order that was committed, and none for the others."
                        : "IT IS NOT COMPLETE: the orders are " + orders + ", the mails " + sent + ".");
    }

    private long count(String beginning) {
        return said.stream().filter(line -> line.startsWith(beginning)).count();
    }
}
