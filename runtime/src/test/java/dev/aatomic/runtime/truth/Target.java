package dev.aatomic.runtime.truth;

/** Where a block is opened: in which {@code Transactions}, on which of its databases. */
enum Target {
    FIRST_DEFAULT(0, "default"),
    FIRST_OTHER(0, "other"),
    SECOND_DEFAULT(1, "default");

    private final int transactions;
    private final String database;

    Target(int transactions, String database) {
        this.transactions = transactions;
        this.database = database;
    }

    /** The number of the {@code Transactions}. */
    int transactions() {
        return transactions;
    }

    /** Whether it is another database of the same {@code Transactions}: who holds one may wait for the other, in a circle. */
    boolean isBeside(Target other) {
        return this != other && transactions == other.transactions;
    }

    String database() {
        return database;
    }
}
