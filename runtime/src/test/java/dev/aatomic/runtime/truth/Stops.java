package dev.aatomic.runtime.truth;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What can have stopped a block though its body did not fail: something that was done to it, to a block around it, or to one in it whose
 * failure it lets through; and the failure of a block around it.
 */
final class Stops {

    private final boolean closesEarly;
    private final Ledger ledger;

    Stops(Program program, Ledger ledger) {
        this.closesEarly = program.setup().closesEarly();
        this.ledger = ledger;
    }

    /** Whether a failure of the JDK's or the caller's has where to come from. */
    boolean isCause(Call call, Throwable failure) {
        if (failure instanceof CancellationException) {
            return closesEarly
                    || relatives(call).anyMatch(Stops::isStopped)
                    || around(call).stream().anyMatch(Stops::hasFailed);
        }
        if (failure instanceof TimeoutException) {
            return relatives(call).anyMatch(other -> other.limit() > 0);
        }
        return relatives(call).anyMatch(other -> other.intrusion() == failure);
    }

    /** Whether a deadline has where to come from. */
    boolean hasDeadline(Call call) {
        return relatives(call).anyMatch(other -> other.plan().settings().timeout() != null);
    }

    private static boolean isStopped(Call call) {
        return call.isStopped() || call.limit() > 0 || call.plan().settings().timeout() != null;
    }

    /** In any of its runs, or as a whole. */
    private static boolean hasFailed(Call call) {
        return call.told().isDone() && call.told().join().failure() != null
                || call.executions().stream().anyMatch(run -> run.failure() != null);
    }

    private Stream<Call> relatives(Call call) {
        Set<Call> around = around(call);
        Predicate<Call> inside = other -> around(other).contains(call);
        return ledger.calls().stream().filter(other -> other == call || around.contains(other) || inside.test(other));
    }

    /** The blocks that it is stopped with. */
    private static Set<Call> around(Call call) {
        Set<Call> around = new HashSet<>();
        for (Execution run = call.around(); run != null; run = run.call().around()) {
            around.add(run.call());
        }
        return around;
    }
}
