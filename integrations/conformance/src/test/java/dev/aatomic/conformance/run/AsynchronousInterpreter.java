package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Op;
import dev.aatomic.runtime.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs operations with bodies that return stages, each operation in a continuation of the one before. */
final class AsynchronousInterpreter implements Interpreter {

    private final Transactions transactions;
    private final Entrance entrance;
    private final Problems problems;
    private final Steps steps;
    private final @Nullable Hops hops;
    private final @Nullable SiblingRule siblings;

    AsynchronousInterpreter(
            Transactions transactions,
            Entrance entrance,
            Problems problems,
            @Nullable Hops hops,
            @Nullable SiblingRule siblings) {
        this.transactions = transactions;
        this.entrance = entrance;
        this.problems = problems;
        this.hops = hops;
        this.siblings = siblings;
        this.steps = new Steps(transactions, this);
    }

    @Override
    public CompletionStage<@Nullable Void> start(List<Op> body, Position at) {
        return startAll(body, at);
    }

    /** Starts the operations of a body. Throws what the first one threw when it is bookkeeping, as a user's body would. */
    private CompletionStage<@Nullable Void> startAll(List<Op> body, Position at) {
        return startFrom(body, 0, at);
    }

    private CompletionStage<@Nullable Void> startFrom(List<Op> body, int index, Position at) {
        return hops == null ? continueFrom(body, index, at) : hops.there(at, () -> continueFrom(body, index, at));
    }

    private CompletionStage<@Nullable Void> continueFrom(List<Op> body, int first, Position at) {
        int index = first;
        while (index < body.size()) {
            int group = siblings == null ? 1 : siblings.countFrom(body, index, at);
            int next = index + group;
            Op op = body.get(index);
            if (group > 1) {
                return startTogether(body.subList(index, next), at).thenCompose(done -> startFrom(body, next, at));
            } else if (op instanceof Op.Immediate immediate) {
                perform(immediate, at);
                if (hops != null) {
                    return startFrom(body, next, at);
                }
                index = next;
            } else {
                return start(op, at).thenCompose(done -> startFrom(body, next, at));
            }
        }
        return hops == null ? CompletableFuture.completedFuture(null) : hops.away();
    }

    private void perform(Op.Immediate op, Position at) {
        try {
            steps.perform(op, at);
        } catch (Exception e) {
            throw Failures.rethrow(e);
        }
    }

    private CompletionStage<@Nullable Void> start(Op op, Position at) {
        if (op instanceof Op.Step step) {
            return steps.start(step, at);
        } else if (op instanceof Op.Block block) {
            Position inside = at.inBlock(block.using());
            return entrance.startStage(block, at, () -> startAll(block.body(), inside));
        } else if (op instanceof Op.Try attempt) {
            return caught(attempt(() -> startAll(attempt.body(), at)), at);
        }
        throw new IllegalArgumentException("unknown operation " + op);
    }

    /** A body within a body: its stages are bound, since the first may be a plain one. */
    private CompletionStage<@Nullable Void> attempt(StageBody body) {
        CompletionStage<@Nullable Void> stage;
        try {
            stage = body.start();
        } catch (Throwable failure) {
            stage = CompletableFuture.failedFuture(failure);
        }
        return transactions.bind(stage);
    }

    private CompletionStage<@Nullable Void> caught(CompletionStage<@Nullable Void> stage, Position at) {
        return stage.handle((value, failure) -> {
            if (failure != null) {
                at.trace().add("caught " + problems.name(failure));
            }
            return null;
        });
    }

    /**
     * Starts sibling blocks one after another without waiting, then waits for all. Each notes into a trace of its own, put
     * together in their order: what is compared is what a block did, and {@link SiblingGate} watches that none did it while
     * another was open.
     */
    private CompletionStage<@Nullable Void> startTogether(List<Op> group, Position at) {
        SiblingGate gate = new SiblingGate(problems);
        List<Trace> traces = new ArrayList<>();
        List<CompletionStage<@Nullable Void>> started = new ArrayList<>();
        for (Op op : group) {
            Trace trace = new Trace();
            started.add(startSibling(op, gate, started.size(), at.withTrace(trace)));
            traces.add(trace);
        }
        return awaitFrom(started, traces, 0, at);
    }

    private static CompletionStage<@Nullable Void> awaitFrom(
            List<CompletionStage<@Nullable Void>> started, List<Trace> traces, int index, Position at) {
        CompletionStage<@Nullable Void> noted =
                started.get(index).whenComplete((value, failure) -> at.trace().addAll(traces.get(index)));
        return index == started.size() - 1
                ? noted
                : noted.thenCompose(done -> awaitFrom(started, traces, index + 1, at));
    }

    private CompletionStage<@Nullable Void> startSibling(Op op, SiblingGate gate, int number, Position at) {
        boolean isCaught = op instanceof Op.Try;
        Op.Block block = SiblingRule.block(op);
        Position inside = at.inBlock(block.using());
        CompletionStage<@Nullable Void> stage =
                entrance.startStage(block, at, () -> gate.watch(number, () -> startAll(block.body(), inside)));
        return isCaught ? caught(stage, at) : stage;
    }
}
