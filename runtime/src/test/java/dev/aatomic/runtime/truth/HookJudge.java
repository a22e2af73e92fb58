package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.AfterCommitException;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/** Compares which hooks ran with what the database holds. */
final class HookJudge {

    /** Whether hooks may be given up. */
    private final boolean closesEarly;

    private final Ledger ledger;
    private final Set<Integer> rows;
    private final List<String> problems;

    /** The call that each transaction belongs to. */
    private final Map<Unit, Call> calls = new HashMap<>();

    HookJudge(boolean closesEarly, Ledger ledger, Set<Integer> rows, List<String> problems) {
        this.closesEarly = closesEarly;
        this.ledger = ledger;
        this.rows = rows;
        this.problems = problems;
        ledger.calls().stream()
                .filter(Call::isOutermost)
                .forEach(call -> call.executions().forEach(run -> calls.put(run.unit(), call)));
    }

    void judge() {
        for (Unit unit : ledger.units()) {
            for (Hook hook : unit.hooks()) {
                judge(unit, hook);
            }
        }
        for (Call call : ledger.calls()) {
            if (call.isOutermost() && call.told().isDone()) {
                judgeWhenTold(call, call.told().join());
            }
        }
    }

    private void judge(Unit unit, Hook hook) {
        Unit.Fate fate = unit.fate(rows);
        boolean commit = hook.plan().kind().isForCommit();
        if (hook.ran() > 1) {
            problem(unit, hook, "it ran more than once");
        }
        if (hook.isEarly()) {
            problem(unit, hook, "it ran before others saw the rows");
        }
        if (fate == Unit.Fate.THERE) {
            if (commit && hook.ran() == 0 && !isDropped(unit.root(), hook)) {
                problem(unit, hook, "it is there, and the hook did not run and was not named as dropped");
            }
            if (!commit && hook.ran() > 0) {
                problem(unit, hook, "it is there, and the hook ran");
            }
        }
        if (fate == Unit.Fate.GONE && (hook.ran() > 0) == commit) {
            problem(unit, hook, "it is not there, and the hook ran " + hook.ran() + " times");
        }
    }

    /** What the caller was told of dropped hooks: with a failure that did not roll back, beside it. */
    private static Set<Object> dropped(Call call) {
        Set<Object> dropped = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable failure = call == null || !call.told().isDone()
                ? null
                : call.told().join().failure();
        if (failure != null) {
            Stream.concat(Stream.of(failure), Stream.of(failure.getSuppressed()))
                    .filter(AfterCommitException.class::isInstance)
                    .map(AfterCommitException.class::cast)
                    .forEach(after -> dropped.addAll(after.droppedHooks()));
        }
        return dropped;
    }

    /**
     * The hooks come before the caller; and what he is told of a hook is true of one of his, unless his body let through what another
     * block told of its own.
     */
    private void judgeWhenTold(Call call, Told told) {
        if (call.isUnsubscribed()) {
            // He did not wait for the end.
            return;
        }
        Set<Object> dropped = dropped(call);
        for (Hook hook : told.waiting()) {
            // What was given up by close() as it ran goes on to its end.
            if (!closesEarly && hook.ran() > 0 && !dropped.contains(hook.registered())) {
                problems.add(
                        "block " + call.plan().id() + ": hook " + hook + " ran after the caller was told. " + call);
            }
        }
        if (told.failure() instanceof AfterCommitException after
                && call.last() != null
                && call.last().failure() != after
                && !isGivenUp(after)) {
            Unit root = call.last().unit();
            boolean own = ledger.units().stream()
                    .filter(unit -> unit.root() == root)
                    .flatMap(unit -> unit.hooks().stream())
                    .anyMatch(hook -> hook.failedWith(after.getCause()));
            if (!own) {
                problems.add("block " + call.plan().id() + ": no hook of its own failed with the cause of " + after);
            }
        }
    }

    /**
     * Whether the caller was told that a hook was dropped. To an exception of the user's that did not roll back nothing is added, and whoever
     * has cancelled his subscription is told nothing.
     */
    private boolean isDropped(Unit root, Hook hook) {
        Call call = calls.get(root);
        return dropped(call).contains(hook.registered())
                || (endsWithItsFailure(call) || call != null && call.isUnsubscribed()) && hasFailed(root);
    }

    private static boolean endsWithItsFailure(Call call) {
        Throwable failure = call == null || !call.told().isDone()
                ? null
                : call.told().join().failure();
        return failure != null
                && call.last() != null
                && call.plan().commitsFor(call.last().failure());
    }

    /** Whether a hook of a transaction has failed, or was given up. */
    private boolean hasFailed(Unit root) {
        return ledger.units().stream()
                .filter(unit -> unit.root() == root)
                .flatMap(unit -> unit.hooks().stream())
                .anyMatch(hook ->
                        closesEarly || hook.failure() != null && hook.plan().failsItsBlock());
    }

    /** Whether {@code close()} did not wait for a hook any longer. */
    private boolean isGivenUp(AfterCommitException after) {
        return closesEarly && after.getCause() instanceof CancellationException;
    }

    private void problem(Unit unit, Hook hook, String problem) {
        Call call = calls.get(unit.root());
        problems.add("hook " + hook + ": " + problem + ". " + unit.text(rows) + "; " + call);
    }
}
