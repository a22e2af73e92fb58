package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionTimedOutException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/**
 * Compares what was said with what the database holds. It knows no rule of the engine but these: what must be there as a whole is there as
 * a whole, or not at all, and nothing of it without what is around it; and who was told something was told the truth about his own block.
 */
final class Judge {

    private final Program program;
    private final Ledger ledger;
    private final Set<Integer> rows;
    private final Stops stops;
    private final List<String> problems = new ArrayList<>();

    Judge(Program program, Ledger ledger, Set<Integer> rows) {
        this.program = program;
        this.ledger = ledger;
        this.rows = rows;
        this.stops = new Stops(program, ledger);
    }

    /** What is not true. */
    List<String> problems() {
        problems.addAll(ledger.problems());
        ledger.units().forEach(this::judge);
        ledger.calls().stream().filter(call -> call.told().isDone()).forEach(this::judge);
        judgeIdentities();
        HookJudge hooks = new HookJudge(program.setup().closesEarly(), ledger, rows, problems);
        hooks.judge();
        new LimitsJudge(program, ledger, problems).judge();
        return problems;
    }

    private void judge(Unit unit) {
        Unit.Fate fate = unit.fate(rows);
        if (unit.isCommitting()) {
            if (fate != Unit.Fate.THERE && fate != Unit.Fate.EMPTY) {
                problem("it commits statement by statement, and is not there: " + unit.text(rows));
            }
            return;
        }
        if (fate == Unit.Fate.TORN) {
            problem("some of it is there and some is not: " + unit.text(rows));
        }
        if (fate == Unit.Fate.THERE && unit.parent() != null && unit.parent().fate(rows) == Unit.Fate.GONE) {
            problem("it is there without what is around it: " + unit.text(rows));
        }
        if (fate == Unit.Fate.THERE && unit.hasFailedUnseen()) {
            problem("it is there although a step failed and nobody looked: " + unit.text(rows));
        }
        if (fate == Unit.Fate.THERE && unit.isUndone()) {
            problem("it is there although its savepoint was rolled back: " + unit.text(rows));
        }
    }

    private void judge(Call call) {
        Told told = call.told().join();
        for (Execution run : call.executions()) {
            if (run != call.last() && run.unit().fate(rows) == Unit.Fate.THERE) {
                problem(call, "an attempt before the last is there");
            }
        }
        if (call.executions().size() > call.plan().settings().attempts()) {
            problem(call, "it ran more often than it may");
        }
        // Who cancels a coroutine that is yet to be told of it is told that it was cancelled.
        if (call.isRefused()
                && !((told.failure() instanceof TransactionException || call.isUnsubscribed())
                        && call.executions().isEmpty())) {
            problem(call, "it must be refused");
        }
        if (isHarmless(call) && told.failure() != null) {
            problem(call, "nothing in it can fail");
        }
        if (call.isUnsubscribed()) {
            judgeUnsubscribed(call, told);
            return;
        }
        if (told.held() > 0) {
            problem(call, "told before its connection was given back");
        }
        if (told.failure() == null) {
            judgeValue(call, told);
        } else {
            judgeFailure(call, told.failure());
        }
        if (call.isStopped()) {
            judgeStopped(call, told.failure());
        }
    }

    private boolean isHarmless(Call call) {
        return call.around() == null
                && !program.setup().closesEarly()
                && !program.setup().executor().isRejecting()
                && !call.isRefused()
                && call.plan().isHarmless();
    }

    private void judgeValue(Call call, Told told) {
        Execution last = call.last();
        if (last == null) {
            problem(call, "a value, and its body never ran");
            return;
        }
        if (!last.hasEnded() || last.failure() != null) {
            problem(call, "a value, and its body has not ended well");
        }
        if (call.plan().form().hasValue() && told.value() != last.value()) {
            problem(call, "the value is not what its body gave: " + last.value());
        }
        if (!told.visible() && !last.unit().isRollbackAsked()) {
            problem(call, "told before it was there");
        }
        expectKept(call, last, "a value");
    }

    /** The block has kept its rows, as far as it lies with it. */
    private void expectKept(Call call, Execution last, String told) {
        Unit unit = last.unit();
        Unit.Fate fate = unit.fate(rows);
        if (fate == Unit.Fate.EMPTY || unit.isCommitting()) {
            return;
        }
        if (unit.isRollbackAsked()) {
            expectGone(call, told + " after setRollbackOnly(true)");
        } else if (call.isOutermost()) {
            expect(call, fate == Unit.Fate.THERE, told + ", and it is not there");
        } else if (unit != call.enclosing().unit()) {
            Unit.Fate around = unit.parent().fate(rows);
            expect(call, fate == around, told + ", and what is around it is " + around + ", and it is " + fate);
        }
    }

    private void judgeFailure(Call call, Throwable failure) {
        Execution last = call.last();
        boolean own = last != null && last.failure() == failure;
        if (failure instanceof TransactionTimedOutException) {
            expect(call, stops.hasDeadline(call), "it has no deadline");
        }
        if (failure instanceof TransactionException told && call.isOutermost()) {
            judgeOutcome(call, told);
            return;
        }
        if (own && call.plan().commitsFor(failure)) {
            if (call.isOutermost()) {
                expectKept(call, last, "a failure that noRollbackFor names");
            }
            return;
        }
        expect(call, own || isForeign(call, failure), "the failure is not what its body failed with");
        expectGone(call, "the failure");
    }

    private void judgeOutcome(Call call, TransactionException told) {
        Outcome outcome = told.outcome();
        expect(call, outcome != Outcome.UNKNOWN, "the outcome is unknown");
        if (outcome == Outcome.ROLLED_BACK) {
            expectGone(call, "ROLLED_BACK");
        }
        if (outcome == Outcome.COMMITTED) {
            Execution last = call.last();
            expect(call, last != null, "COMMITTED, and its body never ran");
            if (last != null) {
                expect(call, last.unit().fate(rows) != Unit.Fate.GONE, "COMMITTED, and it is not there");
                expect(call, call.told().join().visible(), "told before it was there");
            }
        }
        if (told instanceof AfterCommitException after
                && call.last() != null
                && call.last().failure() == null) {
            expect(
                    call,
                    after.result() == call.last().value() || !call.plan().hasValue(),
                    "result() is " + after.result());
        }
    }

    /** Whether it is one that a block can fail with though its body did not. */
    private boolean isForeign(Call call, Throwable failure) {
        return failure instanceof TransactionException
                || (failure instanceof CancellationException
                                || failure instanceof TimeoutException
                                || failure instanceof UserFailures.Intrusion)
                        && stops.isCause(call, failure);
    }

    private void judgeStopped(Call call, Throwable failure) {
        Throwable intrusion = call.intrusion();
        expect(
                call,
                intrusion != null ? failure == intrusion : failure instanceof CancellationException,
                "it said that it would be stopped");
        expectGone(call, "stopped");
    }

    /** It may have committed before it was cancelled; not if its body had not ended by then. What the rows are to each other is judged too. */
    private void judgeUnsubscribed(Call call, Told told) {
        expect(call, told.failure() instanceof CancellationException, "its subscription was cancelled");
        if (call.isCutShort()) {
            expectGone(call, "cancelled before its body had ended");
        }
    }

    private void expectGone(Call call, String told) {
        for (Execution run : call.executions()) {
            expect(
                    call,
                    run.unit().isCommitting() || run.unit().fate(rows) != Unit.Fate.THERE,
                    told + ", and it is there");
        }
    }

    /** An exception of the library's is about one block, and is not handed to the callers of two. */
    private void judgeIdentities() {
        Map<Throwable, Call> seen = new IdentityHashMap<>();
        ledger.calls().stream()
                .filter(call -> call.parent() == null && call.told().isDone())
                .forEach(call -> {
                    Throwable failure = call.told().join().failure();
                    Call other = failure == null ? null : seen.put(failure, call);
                    if (other != null) {
                        problem(
                                call,
                                "the same exception was given to block "
                                        + other.plan().id());
                    }
                });
    }

    private void expect(Call call, boolean holds, String otherwise) {
        if (!holds) {
            problem(call, otherwise);
        }
    }

    private void problem(Call call, String problem) {
        Execution last = call.last();
        problem("block " + call.plan().id() + ": " + problem + ". " + call
                + (last == null ? "" : "; " + last.unit().text(rows)));
    }

    private void problem(String problem) {
        problems.add(problem);
    }
}
