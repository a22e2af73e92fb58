package dev.aatomic.application;

import io.micronaut.transaction.annotation.TransactionalEventListener;
import io.micronaut.transaction.annotation.TransactionalEventListener.TransactionPhase;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Listeners of each phase. */
@Singleton
public class Listeners {

    /** What is published. */
    public record Event(String name) {}

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> action = phase -> {};

    Listeners() {}

    /** What the listeners do beside hearing. */
    public void whenHeard(Consumer<String> work) {
        this.action = work;
    }

    public List<String> heard() {
        return heard;
    }

    @TransactionalEventListener(TransactionPhase.BEFORE_COMMIT)
    void beforeCommit(Event event) {
        hear("before commit", event);
    }

    @TransactionalEventListener
    void afterCommit(Event event) {
        hear("after commit", event);
    }

    @TransactionalEventListener(TransactionPhase.AFTER_ROLLBACK)
    void afterRollback(Event event) {
        hear("after rollback", event);
    }

    @TransactionalEventListener(TransactionPhase.AFTER_COMPLETION)
    void afterCompletion(Event event) {
        hear("after completion", event);
    }

    private void hear(String phase, Event event) {
        heard.add(phase + " of " + event.name());
        action.accept(phase);
    }
}
