package dev.aatomic.runtime.truth;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Compares when callers were told with the limits of their blocks. */
final class LimitsJudge {

    /** Within which a caller learns of what stopped his block, whatever the driver does; and a machine that does other things too. */
    private static final long GRACE =
            TimeUnit.SECONDS.toNanos(2) + TimeUnit.SECONDS.toNanos(Long.getLong("aatomic.truth.slack", 5));

    private final Program program;
    private final Ledger ledger;
    private final List<String> problems;

    LimitsJudge(Program program, Ledger ledger, List<String> problems) {
        this.program = program;
        this.ledger = ledger;
        this.problems = problems;
    }

    void judge() {
        ledger.calls().stream().filter(call -> call.told().isDone()).forEach(this::judge);
    }

    private void judge(Call call) {
        BlockPlan plan = call.plan();
        // Where close() comes early, a hook may wait for it.
        if (plan.settings().timeout() != null && !program.setup().closesEarly()) {
            expect(call, call.openedAt() + plan.settings().timeout().toNanos(), "its timeout");
        }
        if (call.limit() > 0) {
            expect(call, call.openedAt() + TimeUnit.MILLISECONDS.toNanos(call.limit()), "orTimeout");
        }
        if (call.isStopped()) {
            expect(call, call.stoppedAt(), "it said that it would be stopped");
        }
        // Whoever waits in a blocking body may do so for a block of the other object, which is closed after this one.
        Long closed = waitsOnItsThread(call) ? ledger.lastClosedAt() : ledger.closedAt(plan.target());
        if (program.setup().closesEarly() && closed != null) {
            long begin = closed - call.openedAt() > 0 ? closed : call.openedAt();
            expect(call, begin + ProgramRun.EARLY_CLOSE.toNanos(), "close()");
        }
    }

    private static boolean waitsOnItsThread(Call call) {
        for (Call around = call;
                around != null;
                around = around.around() == null ? null : around.around().call()) {
            if (around.plan().form().isBlocking()) {
                return true;
            }
        }
        return false;
    }

    private void expect(Call call, long limit, String what) {
        long late = call.toldAt() - limit - GRACE;
        if (late > 0) {
            problems.add("block " + call.plan().id() + ": told too late after " + what + ". By "
                    + TimeUnit.NANOSECONDS.toMillis(late) + " ms. " + call);
        }
    }
}
