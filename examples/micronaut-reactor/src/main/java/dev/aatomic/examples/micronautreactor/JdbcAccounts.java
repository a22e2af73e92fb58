package dev.aatomic.examples.micronautreactor;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Accounts in Reactor and JDBC. Nothing here begins, commits or rolls back, and nothing says which transaction a statement belongs to. */
@AatomicDelegate
@Singleton
class JdbcAccounts implements Accounts {

    private final Transactions transactions;
    private final Auditor auditor;
    private final Mails mails;

    @Inject
    JdbcAccounts(Transactions transactions, Auditor auditor, Mails mails) {
        this.transactions = transactions;
        this.auditor = auditor;
        this.mails = mails;
    }

    @Override
    public Mono<Receipt> transfer(Transfer transfer) {
        return run(connection -> Statements.withdraw(connection, transfer))
                .then(auditor.tell("transfer"))
                .then(run(connection -> Statements.deposit(connection, transfer)))
                .doOnNext(receipt -> transactions.onCommit(() -> mails.send(receipt)));
    }

    @Override
    public Flux<Account> list() {
        return run(Statements::recordListing)
                .thenMany(pageAfter(0)
                        .expand(page -> page.isEmpty()
                                ? Mono.empty()
                                : pageAfter(page.get(page.size() - 1).id()))
                        .concatMapIterable(page -> page, 1));
    }

    private Mono<List<Account>> pageAfter(long last) {
        return auditor.tell("page").then(run(connection -> Statements.page(connection, last)));
    }

    private <T> Mono<T> run(ConnectionFunction<T> statements) {
        return Mono.fromFuture(() -> transactions.submit(statements));
    }
}
