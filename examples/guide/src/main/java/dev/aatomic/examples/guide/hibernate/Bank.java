package dev.aatomic.examples.guide.hibernate;

import dev.aatomic.hibernate.HibernateTransactions;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import jakarta.persistence.OptimisticLockException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.Session;

final class Bank {

    private final Transactions transactions;
    private final HibernateTransactions hibernate;

    Bank(Transactions transactions, HibernateTransactions hibernate) {
        this.transactions = transactions;
        this.hibernate = hibernate;
    }

    // tag::async[]
    CompletableFuture<Integer> withdraw(long id, int amount, CompletionStage<Void> approval) {
        return transactions
                .atomic()
                .getStageAsync(() -> hibernate
                        .submit(session -> session.find(Account.class, id))
                        .thenCombine(transactions.bind(approval), (account, approved) -> {
                            account.balance -= amount; // in the block: no save, no flush
                            return account.balance;
                        }));
    }
    // end::async[]

    // tag::blocking[]
    void transfer(long from, long to, int amount) {
        Session session = hibernate.session(); // may also be a field
        transactions.atomic().run(() -> {
            session.find(Account.class, from).balance -= amount;
            session.find(Account.class, to).balance += amount;
        });
    }
    // end::blocking[]

    // tag::nested[]
    int payWithBonus(long id, int amount, int bonus) {
        return transactions.atomic().get(() -> {
            Session session = hibernate.session();
            session.find(Account.class, id).balance -= amount;
            try {
                transactions.atomic().run(() -> addBonus(session.find(Account.class, id), bonus));
            } catch (IllegalArgumentException refused) {
                // The nested block is undone, and the session cleared: what was found before is detached.
            }
            return session.find(Account.class, id).balance -= 1; // the fee, from what is in the database now
        });
    }
    // end::nested[]

    private static void addBonus(Account account, int bonus) {
        account.balance += bonus;
        if (bonus > 100) {
            throw new IllegalArgumentException("too much");
        }
    }

    // tag::retry[]
    CompletableFuture<Integer> deposit(long id, int amount) {
        return transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(5).retryFor(OptimisticLockException.class))
                .getStageAsync(() -> hibernate.submit(session -> session.find(Account.class, id).balance += amount));
    }
    // end::retry[]

    // tag::stateless[]
    CompletableFuture<Void> load(List<Account> accounts) {
        return transactions
                .atomic()
                .getStageAsync(() -> hibernate.submitStateless(session -> {
                    session.insertMultiple(accounts);
                    return null;
                }));
    }
    // end::stateless[]
}
