package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;
import other.Hidden;

/** Runs the transactional methods of {@link Service}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class ServiceAatomic implements Service {
    private final Service delegate;
    private final Atomic one;
    private final Atomic none;
    private final Atomic twice;
    private final Atomic nullable;
    private final Atomic nothing;
    private final Atomic everywhere;
    private final Atomic old;
    private final Atomic aMethodWithManyAnnotatedParameters;
    private final Atomic hidden;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public ServiceAatomic(Service delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.one = transactions.atomic().named("Service.one");
        this.none = transactions.atomic().named("Service.none");
        this.twice = transactions.atomic().named("Service.twice");
        this.nullable = transactions.atomic().named("Service.nullable");
        this.nothing = transactions.atomic().named("Service.nothing");
        this.everywhere = transactions.atomic().named("Service.everywhere");
        this.old = transactions.atomic().named("Service.old");
        this.aMethodWithManyAnnotatedParameters = transactions
                .atomic()
                .named("Service.aMethodWithManyAnnotatedParameters");
        this.hidden = transactions.atomic().named("Service.hidden");
    }

    @Override
    @Marks.Secured("admin")
    public CompletionStage<String> one(
            @Marks.Named("a. @b ( c") String first, @Marks.Everywhere @Marks.Named("\"<,") int second) {
        return one.getStageAsync(() -> delegate.one(first, second));
    }

    @Override
    @Marks.Secured(
            value = {"a", "b$T", "\t\n\r\u000c\u0000\\u0041 \u2028 \u200b \ud83d \ud83d\ude00 \u00e4"},
            type = Map.Entry[].class,
            policy = RetentionPolicy.RUNTIME,
            separator = '\'',
            number = 5L,
            ratio = 0.0f / 0f,
            limit = 1.0 / 0.0,
            small = 1,
            names = {@Marks.Named("c"), @Marks.Named("d")}
    )
    public String all() {
        return delegate.all();
    }

    @Override
    public void none(String first) {
        none.run(() -> delegate.none(first));
    }

    @Override
    @Marks.AllNamed({@Marks.Named("a"), @Marks.Named("b")})
    public void twice(@Marks.AllNamed({@Marks.Named("c"), @Marks.Named("d")}) String first) {
        twice.run(() -> delegate.twice(first));
    }

    @Override
    public @Marks.Nullable String nullable(
            @Marks.NotNull List<@Marks.NotNull String> list,
            @Marks.Nullable String @Marks.NotNull [] array,
            @Marks.NotNull int... rest) {
        return nullable.get(() -> delegate.nullable(list, array, rest));
    }

    @Override
    @Marks.NotNull
    public void nothing() {
        nothing.run(() -> delegate.nothing());
    }

    @Override
    @Deprecated(since = "1", forRemoval = false)
    @Marks.Everywhere
    public void everywhere() {
        everywhere.run(() -> delegate.everywhere());
    }

    @Override
    @Marks.Old
    @SuppressWarnings("deprecation")
    public void old(@Marks.Old String first) {
        old.run(() -> delegate.old(first));
    }

    @Override
    public void aMethodWithManyAnnotatedParameters(
            @Marks.Named("firstParameter") Map<String, String> first,
            @Marks.Named("second, parameter") Map<String, List<String>> second,
            @Marks.Named("third) parameter") String third) {
        aMethodWithManyAnnotatedParameters.run(() -> delegate.aMethodWithManyAnnotatedParameters(first, second, third));
    }

    @Override
    public void hidden(String first, String second, @Hidden.Visible String third) {
        hidden.run(() -> delegate.hidden(first, second, third));
    }
}
