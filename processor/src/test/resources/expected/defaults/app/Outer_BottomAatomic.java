package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Outer.Bottom}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class Outer_BottomAatomic implements Outer.Bottom {
    private final Atomic aMethodWithALongNameAndManyParameters;
    private final Atomic one;

    /**
     * Makes an instance, which inherits the implementation.
     *
     * @param transactions where its transactions run
     */
    Outer_BottomAatomic(Transactions transactions) {
        Objects.requireNonNull(transactions, "transactions");
        this.aMethodWithALongNameAndManyParameters = transactions
                .atomic()
                .named("Outer.Bottom.aMethodWithALongNameAndManyParameters");
        this.one = transactions.atomic().named("Outer.Bottom.one");
    }

    @Override
    public String aMethodWithALongNameAndManyParameters(
            String firstParameter, String secondParameter, String thirdParameter, String $fourth, int delegate) {
        return aMethodWithALongNameAndManyParameters.get(
                () -> Outer.Bottom.super.aMethodWithALongNameAndManyParameters(
                        firstParameter, secondParameter, thirdParameter, $fourth, delegate));
    }

    @Override
    public void one() {
        one.run(() -> Outer.Bottom.super.one());
    }
}
