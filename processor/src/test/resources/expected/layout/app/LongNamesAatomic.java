package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link LongNames}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class LongNamesAatomic implements LongNames {
    private final LongNames delegate;
    private final Atomic aMethodWhoseParametersGoOnTheNextLine;
    private final Atomic aMethodWhoseBodyGoesOnTheNextLine;
    private final Atomic aMethodWhoseArgumentsGoOnTheNextLine;
    private final Atomic aMethodThatTakesALineForEachOfItsManyParameters;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public LongNamesAatomic(LongNames delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.aMethodWhoseParametersGoOnTheNextLine = transactions
                .atomic()
                .named("LongNames.aMethodWhoseParametersGoOnTheNextLine")
                .using("a-database-with-a-very-long-name")
                .savepoint(false);
        this.aMethodWhoseBodyGoesOnTheNextLine = transactions
                .atomic()
                .named("LongNames.aMethodWhoseBodyGoesOnTheNextLine")
                .using("a-database-with-a-very-long-name")
                .savepoint(false);
        this.aMethodWhoseArgumentsGoOnTheNextLine = transactions
                .atomic()
                .named("LongNames.aMethodWhoseArgumentsGoOnTheNextLine")
                .using("a-database-with-a-very-long-name")
                .savepoint(false);
        this.aMethodThatTakesALineForEachOfItsManyParameters = transactions
                .atomic()
                .named("LongNames.aMethodThatTakesALineForEachOfItsManyParameters")
                .using("a-database-with-a-very-long-name")
                .savepoint(false);
    }

    @Override
    public CompletionStage<Map<String, Integer>> aMethodWhoseParametersGoOnTheNextLine(
            String first, Map<String, String> second) {
        return aMethodWhoseParametersGoOnTheNextLine.getStageAsync(
                () -> delegate.aMethodWhoseParametersGoOnTheNextLine(first, second));
    }

    @Override
    public String aMethodWhoseBodyGoesOnTheNextLine(String firstParameter, String secondParameter, int third, int x) {
        return aMethodWhoseBodyGoesOnTheNextLine.get(
                () -> delegate.aMethodWhoseBodyGoesOnTheNextLine(firstParameter, secondParameter, third, x));
    }

    @Override
    public void aMethodWhoseArgumentsGoOnTheNextLine(
            String firstParameter,
            String secondParameter,
            String thirdParameter,
            String fourth,
            int fifth) throws TimeoutException {
        aMethodWhoseArgumentsGoOnTheNextLine.run(
                () -> delegate.aMethodWhoseArgumentsGoOnTheNextLine(
                        firstParameter, secondParameter, thirdParameter, fourth, fifth));
    }

    @Override
    public <T extends Comparable<T>> Map<T, CompletionStage<String>> aMethodThatTakesALineForEachOfItsManyParameters(
            Map<String, Map<String, T>> firstParameter,
            String secondParameterHasAVeryLongNameToo,
            String thirdParameterHasAVeryLongNameToo,
            String fourthParameterHasAVeryLongNameToo) {
        return aMethodThatTakesALineForEachOfItsManyParameters.get(
                () -> delegate.<T>aMethodThatTakesALineForEachOfItsManyParameters(
                        firstParameter,
                        secondParameterHasAVeryLongNameToo,
                        thirdParameterHasAVeryLongNameToo,
                        fourthParameterHasAVeryLongNameToo));
    }
}
