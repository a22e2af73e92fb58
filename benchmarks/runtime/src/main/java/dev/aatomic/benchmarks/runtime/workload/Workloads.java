package dev.aatomic.benchmarks.runtime.workload;

import dev.aatomic.benchmarks.runtime.form.Kind;
import java.util.Locale;
import java.util.function.Supplier;

/** The workloads. */
public enum Workloads {
    POSTGRES_FIXED(() -> new PostgresWorkload(false)),
    POSTGRES_VIRTUAL(() -> new PostgresWorkload(true)),
    BURST(BurstWorkload::new),
    FIRST(FirstWorkload::new),
    START(StartWorkload::new),
    HOPPING(HoppingWorkload::new),
    SCOPE(() -> new ScopeWorkload(Kind.withJdbc())),
    STEP(StepWorkload::new),
    REACTIVE(ReactiveWorkload::new),
    WAITING(WaitingWorkload::new),
    LINEARITY(LinearityWorkload::new),
    CONVOY(ConvoyWorkload::new),
    CORES(CoresWorkload::new),
    COUNTS(CountsWorkload::new),
    DISTANT(DistantWorkload::new),
    SERVICE(ServiceWorkload::new);

    private final Supplier<Workload> constructor;

    Workloads(Supplier<Workload> constructor) {
        this.constructor = constructor;
    }

    /** A new one. */
    public Workload create() {
        return constructor.get();
    }

    /** For example {@code postgres-fixed}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
