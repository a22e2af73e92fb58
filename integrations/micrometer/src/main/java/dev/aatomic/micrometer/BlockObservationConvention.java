package dev.aatomic.micrometer;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.OpenedBlock;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;

/**
 * What the observation of a block is called, and which key values it has. As it is here:
 *
 * <table class="plain">
 * <caption>The observation of a block</caption>
 * <thead>
 * <tr><th scope="col">key</th><th scope="col">value</th></tr>
 * </thead>
 * <tbody>
 * <tr><td>name</td><td>{@code aatomic.block}, for meters</td></tr>
 * <tr><td>contextual name</td><td>the block's name, for spans, which are internal ones</td></tr>
 * <tr><td>{@code db.namespace}</td><td>the name of the block's database, as the builder was given it; low cardinality</td></tr>
 * <tr><td>{@code aatomic.outcome}</td><td>{@code committed}, {@code rolled_back} or {@code unknown}; low cardinality</td></tr>
 * <tr><td>{@code aatomic.nested}</td><td>whether it is nested in a block of its database; low cardinality</td></tr>
 * <tr><td>{@code aatomic.depth}, {@code aatomic.attempt}</td><td>how deep, and which attempt of a retry, from 1; high cardinality</td></tr>
 * <tr><td>{@code db.system.name}</td><td>the kind of the database, as OpenTelemetry names it; high cardinality, since it is known from the
 * first statement on</td></tr>
 * <tr><td>{@code error.type}</td><td>the class of what the caller gets, if that is a failure; high cardinality, since a meter needs the
 * same keys for all</td></tr>
 * </tbody>
 * </table>
 *
 * <p>Implement it to change that, and give it to {@link MicrometerBlockObserver} or to the registry. Safe for use by many threads.
 */
public interface BlockObservationConvention extends GlobalObservationConvention<BlockObservationContext> {

    @Override
    default String getName() {
        return "aatomic.block";
    }

    @Override
    default String getContextualName(BlockObservationContext context) {
        return context.block().name();
    }

    @Override
    default KeyValues getLowCardinalityKeyValues(BlockObservationContext context) {
        OpenedBlock block = context.block();
        Outcome outcome = context.outcome();
        return KeyValues.of(
                "aatomic.nested",
                Boolean.toString(block.depth() > 0),
                "aatomic.outcome",
                outcome == null ? KeyValue.NONE_VALUE : BlockOutcome.of(outcome).value,
                "db.namespace",
                block.database());
    }

    @Override
    default KeyValues getHighCardinalityKeyValues(BlockObservationContext context) {
        OpenedBlock block = context.block();
        KeyValues values = KeyValues.of(
                "aatomic.attempt", Integer.toString(block.attempt()), "aatomic.depth", Integer.toString(block.depth()));
        String system = block.databaseSystem();
        if (system != null) {
            values = values.and("db.system.name", system);
        }
        Throwable error = context.getError();
        return error == null
                ? values
                : values.and("error.type", error.getClass().getName());
    }

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof BlockObservationContext;
    }
}
