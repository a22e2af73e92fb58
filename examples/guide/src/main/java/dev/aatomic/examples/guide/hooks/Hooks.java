package dev.aatomic.examples.guide.hooks;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** The kinds of hooks, and what a caller does about one that failed. */
final class Hooks {

    private final Transactions transactions;
    private final Consumer<String> mail;
    private final Function<String, CompletionStage<?>> broker;
    private final Consumer<String> log;

    Hooks(
            Transactions transactions,
            Consumer<String> mail,
            Function<String, CompletionStage<?>> broker,
            Consumer<String> log) {
        this.transactions = transactions;
        this.mail = mail;
        this.broker = broker;
        this.log = log;
    }

    void register() {
        // tag::kinds[]
        transactions.onCommit(() -> mail.accept("placed"));
        transactions.onCommitRobust(() -> log.accept("placed"));
        transactions.onCommitAsync(() -> broker.apply("placed"));
        transactions.onRollback(() -> log.accept("not placed"));
        // end::kinds[]
    }

    String placed() {
        // tag::failed[]
        try {
            return transactions.atomic().get(() -> {
                transactions.onCommit(() -> mail.accept("placed"));
                return "order 1";
            });
        } catch (AfterCommitException failure) {
            log.accept("The mail was not sent: " + failure.getCause().getMessage());
            return (String) failure.result(); // the order is committed
        }
        // end::failed[]
    }

    void inANestedBlock() {
        // tag::nested[]
        transactions.atomic().run(() -> {
            transactions.onCommit(() -> mail.accept("outer"));
            try {
                transactions.atomic().run(() -> {
                    transactions.onCommit(() -> mail.accept("inner")); // dropped with its savepoint
                    throw new IllegalStateException("rolls the inner block back");
                });
            } catch (IllegalStateException refused) {
                log.accept("went on without");
            }
        });
        // end::nested[]
    }
}
