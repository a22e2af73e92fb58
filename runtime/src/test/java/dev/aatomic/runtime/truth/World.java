package dev.aatomic.runtime.truth;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import java.time.Duration;
import java.util.List;

/**
 * What a program meets: the library, the strangers, and the ledger.
 *
 * @param setup what the program runs on
 * @param transactions both of them
 * @param strangers the foreign threads
 * @param ledger where everything is written down
 */
record World(Setup setup, List<Transactions> transactions, Strangers strangers, Ledger ledger) {

    private static final Duration PAUSE = Duration.ofMillis(1);

    Transactions transactions(Target target) {
        return transactions.get(target.transactions());
    }

    Database database(Target target) {
        return transactions(target).database(target.database());
    }

    /** The block as it would be written down. */
    Atomic atomic(BlockPlan plan) {
        Transactions all = transactions(plan.target());
        Atomic atomic = (plan.target() == Target.SECOND_DEFAULT
                        ? all
                        : all.database(plan.target().database()))
                .atomic()
                .named("block " + plan.id());
        atomic = switch (plan.relation()) {
            case NESTED -> atomic;
            case MERGED -> atomic.savepoint(false);
            case MANDATORY -> atomic.propagation(Propagation.MANDATORY);
            case REQUIRES_NEW -> atomic.propagation(Propagation.REQUIRES_NEW);
            case SUPPORTS -> atomic.propagation(Propagation.SUPPORTS);
            case NOT_SUPPORTED -> atomic.propagation(Propagation.NOT_SUPPORTED);
            case NEVER -> atomic.propagation(Propagation.NEVER);
        };
        if (!plan.relation().mayBeNone()) {
            atomic = atomic.connection(setup.connection(plan));
        }
        BlockPlan.Settings settings = plan.settings();
        if (settings.commitsFor() != null) {
            atomic = atomic.noRollbackFor(settings.commitsFor());
        }
        if (settings.attempts() > 1) {
            atomic = atomic.retry(RetryPolicy.ofMaxAttempts(settings.attempts()).withBackoff(PAUSE, PAUSE));
        }
        return settings.timeout() == null ? atomic : atomic.timeout(settings.timeout());
    }
}
