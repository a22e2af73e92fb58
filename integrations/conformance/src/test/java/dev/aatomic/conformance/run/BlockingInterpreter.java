package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Op;
import dev.aatomic.runtime.Transactions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs operations with bodies that block, on the caller's thread or on a dispatch thread. */
final class BlockingInterpreter implements Interpreter {

    private final Entrance entrance;
    private final boolean dispatched;
    private final Problems problems;
    private final Steps steps;

    BlockingInterpreter(Transactions transactions, Entrance entrance, boolean dispatched, Problems problems) {
        this.entrance = entrance;
        this.dispatched = dispatched;
        this.problems = problems;
        this.steps = new Steps(transactions, this);
    }

    @Override
    public CompletionStage<@Nullable Void> start(List<Op> body, Position at) throws Exception {
        run(body, at);
        return CompletableFuture.completedFuture(null);
    }

    private void run(List<Op> body, Position at) throws Exception {
        for (Op op : body) {
            run(op, at);
        }
    }

    private void run(Op op, Position at) throws Exception {
        if (op instanceof Op.Step step) {
            Failures.await(steps.start(step, at));
        } else if (op instanceof Op.Immediate immediate) {
            steps.perform(immediate, at);
        } else if (op instanceof Op.Block block) {
            runBlock(block, at);
        } else if (op instanceof Op.Try attempt) {
            runTry(attempt, at);
        } else {
            throw new IllegalArgumentException("unknown operation " + op);
        }
    }

    private void runBlock(Op.Block block, Position at) throws Exception {
        Position inside = at.inBlock(block.using());
        BlockingBody body = () -> run(block.body(), inside);
        if (dispatched) {
            Failures.await(entrance.startBlocking(block, at, body));
        } else {
            entrance.runBlocking(block, at, body);
        }
    }

    private void runTry(Op.Try attempt, Position at) {
        try {
            run(attempt.body(), at);
        } catch (Throwable failure) {
            at.trace().add("caught " + problems.name(failure));
        }
    }
}
