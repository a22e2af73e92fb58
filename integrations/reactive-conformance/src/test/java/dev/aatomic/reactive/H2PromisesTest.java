package dev.aatomic.reactive;

import dev.aatomic.databases.BlockPromises;
import dev.aatomic.databases.engine.Engine;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.subscribed.SubscribedAtomic;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** See {@link SampledTypes}. */
@ParameterizedClass
@MethodSource("dev.aatomic.reactive.SampledTypes#onH2")
final class H2PromisesTest extends BlockPromises {

    @Parameter
    private ReactiveType type;

    H2PromisesTest() {
        super(Engine.H2);
    }

    @Override
    protected Atomic atomic(Transactions transactions) {
        return new SubscribedAtomic(transactions, type);
    }
}
