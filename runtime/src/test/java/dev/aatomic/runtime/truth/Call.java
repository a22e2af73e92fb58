package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.Scope;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A block that was opened: its runs, and what its caller was told. Safe for use by many threads. */
final class Call {

    private final BlockPlan plan;
    private final Execution parent;
    private final Execution hookOf;
    private final List<Execution> executions = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Told> told = new CompletableFuture<>();
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final long openedAt = System.nanoTime();
    private volatile boolean stopped;
    private volatile long stoppedAt;
    private volatile long toldAt;
    private volatile int limit;
    private volatile Throwable intrusion;
    private volatile boolean unsubscribed;
    private volatile boolean cutShort;

    /** Opens a block in the body of another, or in a hook that was registered there, or with null for both where none is open. */
    Call(BlockPlan plan, Execution parent, Execution hookOf) {
        this.plan = plan;
        this.parent = parent;
        this.hookOf = hookOf;
    }

    BlockPlan plan() {
        return plan;
    }

    Execution parent() {
        return parent;
    }

    /** The run that it is stopped with: the one that it is opened in; for what a hook opens, the one around the hook's transaction. Or null. */
    Execution around() {
        return hookOf == null ? parent : hookOf.call().transaction().around();
    }

    /** The block whose transaction it is part of: itself, if it is one of its own, or none. */
    private Call transaction() {
        return isOutermost() || isNone() ? this : enclosing().call().transaction();
    }

    /** The innermost run around it in the same database of the same {@code Transactions}, or null. */
    Execution enclosing() {
        Execution around = parent;
        while (around != null && around.plan().target() != plan.target()) {
            around = around.call().parent();
        }
        return around;
    }

    /** Whether it is a transaction of its own. */
    boolean isOutermost() {
        return !isNone() && (plan.relation() == Relation.REQUIRES_NEW || enclosing() == null);
    }

    /** Whether it is no transaction: its statements commit one by one. */
    boolean isNone() {
        return plan.relation() == Relation.NOT_SUPPORTED || plan.relation().mayBeNone() && enclosing() == null;
    }

    /** Whether it must be refused. */
    boolean isRefused() {
        return switch (plan.relation()) {
            case MANDATORY -> enclosing() == null;
            case NEVER -> enclosing() != null;
            default -> false;
        };
    }

    /** Its body begins to run. */
    Execution begin(Scope scope) {
        Execution execution = new Execution(this, executions.size() + 1, unit(), scope);
        executions.add(execution);
        return execution;
    }

    private Unit unit() {
        if (isNone()) {
            return Unit.committing(plan.target());
        }
        if (isOutermost()) {
            return new Unit(null, plan.target());
        }
        Unit around = enclosing().unit();
        boolean joins = plan.relation() == Relation.MERGED || plan.relation() == Relation.SUPPORTS;
        return joins ? around : new Unit(around, plan.target());
    }

    List<Execution> executions() {
        return executions;
    }

    /** The last run, or null. */
    Execution last() {
        return executions.isEmpty() ? null : executions.get(executions.size() - 1);
    }

    CompletableFuture<Told> told() {
        return told;
    }

    /** Its caller is told. */
    boolean tell(Told what, long now) {
        // Before it is seen to be told.
        if (!told.isDone()) {
            toldAt = now;
        }
        return told.complete(what);
    }

    long toldAt() {
        return toldAt;
    }

    long openedAt() {
        return openedAt;
    }

    /** {@code orTimeout} was called, and not refused. */
    void limited(int milliseconds) {
        answers.add("orTimeout: true");
        limit = milliseconds;
    }

    /** The limit of {@code orTimeout} in milliseconds, or 0. */
    int limit() {
        return limit;
    }

    /** Somebody has done something to its future. */
    void answered(String what, boolean answer) {
        answers.add(what + ": " + answer);
        if (answer && !stopped) {
            stoppedAt = System.nanoTime();
            stopped = true;
        }
    }

    /** When the future said that it would be stopped. */
    long stoppedAt() {
        return stoppedAt;
    }

    /** The caller has ended the future with a failure of his own. */
    void intruded(Throwable failure, boolean answer) {
        if (answer) {
            intrusion = failure;
        }
        answered("completeExceptionally", answer);
    }

    /** A subscription was cancelled before it was told of an end. */
    void unsubscribed() {
        cutShort = executions.isEmpty() || !last().mayCommit();
        unsubscribed = true;
    }

    /** Whether it is a subscription that was cancelled before it was told of an end, so that it is told nothing about the block's. */
    boolean isUnsubscribed() {
        return unsubscribed;
    }

    /** Whether that was before the body had ended in a way to commit for. */
    boolean isCutShort() {
        return cutShort;
    }

    /** Whether the future said that it would be stopped. */
    boolean isStopped() {
        return stopped;
    }

    Throwable intrusion() {
        return intrusion;
    }

    @Override
    public String toString() {
        return "block " + plan.id() + (isOutermost() ? " (outermost)" : isNone() ? " (none)" : "") + ": told "
                + (told.isDone() ? told.join() : "nothing") + (answers.isEmpty() ? "" : " " + answers) + ", bodies "
                + executions.stream()
                        .map(run -> !run.hasEnded()
                                ? "open"
                                : run.failure() == null ? "well" : UserFailures.text(run.failure()))
                        .toList();
    }
}
