package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Numbers}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@SuppressWarnings({"overloads", "overrides"})
public final class NumbersAatomic implements Numbers {
    private final Numbers delegate;
    private final Atomic aVeryLongNameOfAMethodThatTakesAGreatMany;
    private final Atomic compare;
    private final Atomic reversed;
    private final Atomic thenComparing;
    private final Atomic thenComparing2;
    private final Atomic thenComparing3;
    private final Atomic thenComparingInt;
    private final Atomic thenComparingLong;
    private final Atomic thenComparingDouble;
    private final Atomic apply;
    private final Atomic compose;
    private final Atomic andThen;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public NumbersAatomic(Numbers delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.aVeryLongNameOfAMethodThatTakesAGreatMany = transactions
                .atomic()
                .named("Numbers.aVeryLongNameOfAMethodThatTakesAGreatMany");
        this.compare = transactions.atomic().named("Numbers.compare");
        this.reversed = transactions.atomic().named("Numbers.reversed");
        this.thenComparing = transactions.atomic().named("Numbers.thenComparing");
        this.thenComparing2 = transactions.atomic().named("Numbers.thenComparing");
        this.thenComparing3 = transactions.atomic().named("Numbers.thenComparing");
        this.thenComparingInt = transactions.atomic().named("Numbers.thenComparingInt");
        this.thenComparingLong = transactions.atomic().named("Numbers.thenComparingLong");
        this.thenComparingDouble = transactions.atomic().named("Numbers.thenComparingDouble");
        this.apply = transactions.atomic().named("Numbers.apply");
        this.compose = transactions.atomic().named("Numbers.compose");
        this.andThen = transactions.atomic().named("Numbers.andThen");
    }

    @Override
    public long aVeryLongNameOfAMethodThatTakesAGreatMany(
            long firstParameter, long secondParameter, long thirdParameter) {
        return aVeryLongNameOfAMethodThatTakesAGreatMany.get(
                () -> delegate.aVeryLongNameOfAMethodThatTakesAGreatMany(
                        firstParameter, secondParameter, thirdParameter));
    }

    @Override
    public int compare(Number arg0, Number arg1) {
        return compare.get(() -> delegate.compare(arg0, arg1));
    }

    @Override
    public boolean equals(Object arg0) {
        return delegate.equals(arg0);
    }

    @Override
    public Comparator<Number> reversed() {
        return reversed.get(() -> delegate.reversed());
    }

    @Override
    public Comparator<Number> thenComparing(Comparator<? super Number> other) {
        return thenComparing.get(() -> delegate.thenComparing(other));
    }

    @Override
    public <U> Comparator<Number> thenComparing(
            Function<? super Number, ? extends U> keyExtractor, Comparator<? super U> keyComparator) {
        return thenComparing2.get(() -> delegate.<U>thenComparing(keyExtractor, keyComparator));
    }

    @Override
    public <U extends Comparable<? super U>> Comparator<Number> thenComparing(
            Function<? super Number, ? extends U> keyExtractor) {
        return thenComparing3.get(() -> delegate.<U>thenComparing(keyExtractor));
    }

    @Override
    public Comparator<Number> thenComparingInt(ToIntFunction<? super Number> keyExtractor) {
        return thenComparingInt.get(() -> delegate.thenComparingInt(keyExtractor));
    }

    @Override
    public Comparator<Number> thenComparingLong(ToLongFunction<? super Number> keyExtractor) {
        return thenComparingLong.get(() -> delegate.thenComparingLong(keyExtractor));
    }

    @Override
    public Comparator<Number> thenComparingDouble(ToDoubleFunction<? super Number> keyExtractor) {
        return thenComparingDouble.get(() -> delegate.thenComparingDouble(keyExtractor));
    }

    @Override
    public Number apply(Number arg0) {
        return apply.get(() -> delegate.apply(arg0));
    }

    @Override
    public <V> Function<V, Number> compose(Function<? super V, ? extends Number> before) {
        return compose.get(() -> delegate.<V>compose(before));
    }

    @Override
    public <V> Function<Number, V> andThen(Function<? super Number, ? extends V> after) {
        return andThen.get(() -> delegate.<V>andThen(after));
    }
}
