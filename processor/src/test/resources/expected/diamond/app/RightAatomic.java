package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.io.FileNotFoundException;
import java.sql.SQLException;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Right}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class RightAatomic implements Right {
    private final Right delegate;
    private final Atomic three;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public RightAatomic(Right delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.three = transactions.atomic().named("Right.three").using("right");
    }

    @Override
    public Integer one(Integer second) throws FileNotFoundException, SQLException {
        return delegate.one(second);
    }

    @Override
    public void three() {
        three.run(() -> delegate.three());
    }

    @Override
    public <Y extends Exception> void five(Class<Y> type) throws Y {
        delegate.<Y>five(type);
    }

    @Override
    public void two() {
        delegate.two();
    }

    @Override
    public void four(Integer value) {
        delegate.four(value);
    }
}
