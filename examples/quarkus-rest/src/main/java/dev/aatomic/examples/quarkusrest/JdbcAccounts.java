package dev.aatomic.examples.quarkusrest;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Accounts in Mutiny and JDBC. Nothing here begins, commits or rolls back, and nothing says which transaction a statement belongs to. */
@AatomicDelegate
@ApplicationScoped
class JdbcAccounts implements Accounts {

    private final Transactions transactions;
    private final Auditor auditor;
    private final Mails mails;

    JdbcAccounts(Transactions transactions, Auditor auditor, Mails mails) {
        this.transactions = transactions;
        this.auditor = auditor;
        this.mails = mails;
    }

    // tag::transfer[]
    @Override
    public Uni<Receipt> transfer(Transfer transfer) {
        return run(connection -> Statements.withdraw(connection, transfer))
                .chain(() -> auditor.tell("transfer"))
                .chain(() -> run(connection -> Statements.deposit(connection, transfer)))
                .invoke(receipt -> transactions.onCommit(() -> mails.send(receipt)));
    }
    // end::transfer[]

    @Override
    public Multi<Account> list() {
        return run(Statements::recordListing)
                .onItem()
                .transformToMulti(recorded -> Multi.createBy()
                        .repeating()
                        .uni(AtomicLong::new, this::nextPage)
                        .until(List::isEmpty)
                        .onItem()
                        .disjoint());
    }

    private Uni<List<Account>> nextPage(AtomicLong last) {
        return auditor.tell("page")
                .chain(() -> run(connection -> Statements.page(connection, last.get())))
                .invoke(page -> page.forEach(account -> last.set(account.id())));
    }

    private <T> Uni<T> run(ConnectionFunction<T> statements) {
        return Uni.createFrom().completionStage(() -> transactions.submit(statements));
    }
}
