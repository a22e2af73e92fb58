package dev.aatomic.examples.guide.reactive;

import dev.aatomic.mutiny.MutinyBlocks;
import dev.aatomic.mutiny.MutinyTransactions;
import dev.aatomic.runtime.Transactions;
import io.smallrye.mutiny.Uni;

/** The same with Mutiny, without an interface. */
final class MutinyShop {

    private final Transactions transactions;

    MutinyShop(Transactions transactions) {
        this.transactions = transactions;
    }

    // tag::uni[]
    Uni<Integer> order(long id, long customer, Uni<Void> charge) {
        MutinyTransactions statements = MutinyTransactions.of(transactions);
        return MutinyBlocks.uni(
                transactions.atomic(),
                () -> charge.chain(() -> statements.submit(connection -> connection
                        .createStatement()
                        .executeUpdate("INSERT INTO orders VALUES (" + id + ", " + customer + ")"))));
    }
    // end::uni[]
}
