package dev.aatomic.examples.bank;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Makes a thousand transfers at once and then counts the money. */
public final class Bank {

    private static final int ACCOUNTS = 10;
    private static final int TRANSFERS = 1000;
    private static final BigDecimal START = new BigDecimal("1000.00");
    private static final BigDecimal TOO_MUCH = new BigDecimal("1000000.00");

    private Bank() {}

    /**
     * Runs the program. It exits with 1 if money appeared or vanished, with 2 if it does not know an argument.
     *
     * @param arguments none for PostgreSQL, {@code --h2} for H2; {@code --timeline} for a picture of the run
     * @throws Exception if the database does not start
     */
    public static void main(String[] arguments) throws Exception {
        List<String> options = Arrays.asList(arguments);
        if (!List.of("--h2", "--timeline").containsAll(options)) {
            System.err.println("Found the arguments " + options + ", expected none, --h2, or --timeline");
            System.exit(2);
        }
        boolean balanced;
        try (BankDatabase database = options.contains("--h2") ? BankDatabase.h2() : BankDatabase.postgres()) {
            Report report = options.contains("--timeline") ? runWithTimeline(database) : run(database);
            report.print(System.out);
            balanced = report.isBalanced();
        }
        System.exit(balanced ? 0 : 1);
    }

    private static Report runWithTimeline(BankDatabase database) throws IOException {
        Path folder = BankTimeline.folder();
        Report report = BankTimeline.record(folder, () -> run(database));
        System.out.println("The picture of it: "
                + BankTimeline.page(folder).toAbsolutePath().toUri());
        return report;
    }

    static Report run(BankDatabase database) {
        Schema.create(DSL.using(database.dataSource(), database.dialect()), ACCOUNTS, START);
        Queue<Receipt> notifications = new ConcurrentLinkedQueue<>();

        try (Transactions transactions = Transactions.builder()
                .database("default", database.dataSource())
                .build()) {
            DSLContext dsl = AatomicJooq.dsl(transactions, database.dialect());
            Rewards rewards = new RewardsAatomic(new JooqRewards(dsl), transactions);
            Accounts accounts =
                    new AccountsAatomic(new JooqAccounts(dsl, rewards, transactions, notifications::add), transactions);

            Totals before = accounts.totals().toCompletableFuture().join();
            long started = System.nanoTime();
            List<CompletableFuture<Receipt>> transfers = new ArrayList<>();
            for (int i = 0; i < TRANSFERS; i++) {
                transfers.add(startTransfer(accounts, i));
            }
            Results results = Results.of(transfers);
            long nanos = System.nanoTime() - started;
            Totals after = accounts.totals().toCompletableFuture().join();
            return new Report(accounts.describe(), before, after, results, notifications.size(), nanos);
        }
    }

    /** Every tenth round of transfers asks for more than anybody has. */
    private static CompletableFuture<Receipt> startTransfer(Accounts accounts, int i) {
        int from = i % ACCOUNTS;
        int round = i / ACCOUNTS;
        int to = (from + 1 + round % (ACCOUNTS - 1)) % ACCOUNTS;
        BigDecimal amount = round % 10 == 9 ? TOO_MUCH : BigDecimal.valueOf(100 + i % 700, 2);
        return accounts.transfer(from + 1, to + 1, amount).toCompletableFuture();
    }
}
