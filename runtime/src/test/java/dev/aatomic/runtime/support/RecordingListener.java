package dev.aatomic.runtime.support;

import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that remembers what it was told, and on which threads. */
public final class RecordingListener implements TransactionListener {

    /** One call: the method's name and its argument. */
    public record Told(String what, TransactionEvent event, Thread thread) {}

    private final List<Told> told = new CopyOnWriteArrayList<>();

    public List<Told> told() {
        return List.copyOf(told);
    }

    /** What it was told, each as method, name of the block and depth. */
    public List<String> lines() {
        return told.stream()
                .map(one -> one.what() + " " + one.event().name() + " "
                        + one.event().depth())
                .toList();
    }

    /** The only event of a kind. */
    public TransactionEvent only(String what) {
        List<TransactionEvent> found = told.stream()
                .filter(one -> one.what().equals(what))
                .map(Told::event)
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("Expected one '" + what + "' in " + told);
        }
        return found.get(0);
    }

    private void add(String what, TransactionEvent event) {
        told.add(new Told(what, event, Thread.currentThread()));
    }

    @Override
    public void began(TransactionEvent event) {
        add("began", event);
    }

    @Override
    public void waiting(TransactionEvent event) {
        add("waiting", event);
    }

    @Override
    public void idle(TransactionEvent event) {
        add("idle", event);
    }

    @Override
    public void committed(TransactionEvent event) {
        add("committed", event);
    }

    @Override
    public void rolledBack(TransactionEvent event) {
        add("rolledBack", event);
    }

    @Override
    public void retried(TransactionEvent event) {
        add("retried", event);
    }

    @Override
    public void unknown(TransactionEvent event) {
        add("unknown", event);
    }
}
