package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Transactions;
import java.io.FileNotFoundException;
import java.sql.SQLException;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Diamond}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class DiamondAatomic implements Diamond {
    private final Diamond delegate;
    private final Atomic three;
    private final Atomic one;
    private final Atomic two;
    private final Atomic five;
    private final Atomic four;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public DiamondAatomic(Diamond delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.three = transactions.atomic().named("Diamond.three").using("right");
        this.one = transactions.atomic().named("Diamond.one");
        this.two = transactions.atomic().named("Diamond.two");
        this.five = transactions.atomic().named("Diamond.five");
        this.four = transactions.atomic().named("Diamond.four");
    }

    @Override
    public void three() {
        three.run(() -> delegate.three());
    }

    @Override
    public Integer one(Integer second) throws FileNotFoundException, SQLException {
        return one.get(rethrowing(() -> delegate.one(second)));
    }

    @Override
    public void two() {
        two.run(() -> delegate.two());
    }

    @Override
    public <X extends Exception> void five(Class<X> type) throws X {
        five.run(() -> delegate.<X>five(type));
    }

    @Override
    public void four(Integer value) {
        four.run(() -> delegate.four(value));
    }

    /** A block can name one exception; this body's method declares all that it throws. */
    @SuppressWarnings("unchecked")
    private static <T> CheckedSupplier<T, RuntimeException> rethrowing(CheckedSupplier<T, ?> body) {
        return (CheckedSupplier<T, RuntimeException>) body;
    }
}
