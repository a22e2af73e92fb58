package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Transactions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Files}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class FilesAatomic<T> implements Files<T> {
    private final Files<T> delegate;
    private final Atomic none;
    private final Atomic one;
    private final Atomic oneAndItsSubclass;
    private final Atomic several;
    private final Atomic severalWithoutValue;
    private final Atomic severalOfWildcard;
    private final Atomic any;
    private final Atomic variable;
    private final Atomic variableAndOne;
    private final Atomic stage;
    private final Atomic rethrowing;
    private final Atomic call;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public FilesAatomic(Files<T> delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.none = transactions.atomic().named("Files.none");
        this.one = transactions.atomic().named("Files.one");
        this.oneAndItsSubclass = transactions.atomic().named("Files.oneAndItsSubclass");
        this.several = transactions.atomic().named("Files.several");
        this.severalWithoutValue = transactions.atomic().named("Files.severalWithoutValue");
        this.severalOfWildcard = transactions.atomic().named("Files.severalOfWildcard");
        this.any = transactions.atomic().named("Files.any");
        this.variable = transactions.atomic().named("Files.variable");
        this.variableAndOne = transactions.atomic().named("Files.variableAndOne");
        this.stage = transactions.atomic().named("Files.stage");
        this.rethrowing = transactions.atomic().named("Files.rethrowing");
        this.call = transactions.atomic().named("Files.call");
    }

    @Override
    public int none() throws IllegalStateException, AssertionError {
        return none.get(() -> delegate.none());
    }

    @Override
    public int one() throws IOException {
        return one.get(() -> delegate.one());
    }

    @Override
    public void oneAndItsSubclass() throws FileNotFoundException, IOException {
        oneAndItsSubclass.run(() -> delegate.oneAndItsSubclass());
    }

    @Override
    public byte several() throws IOException, SQLException {
        return several.get(rethrowingBody(() -> delegate.several()));
    }

    @Override
    public void severalWithoutValue() throws IOException, SQLException, IllegalStateException {
        severalWithoutValue.run(rethrowingBody(() -> delegate.severalWithoutValue()));
    }

    @Override
    public List<? extends T> severalOfWildcard() throws IOException, TimeoutException {
        return severalOfWildcard.get(rethrowingBody(() -> delegate.severalOfWildcard()));
    }

    @Override
    public Object any() throws Throwable {
        return any.get(() -> delegate.any());
    }

    @Override
    public <E extends Exception> T variable(Class<E> type) throws E {
        return variable.get(() -> delegate.<E>variable(type));
    }

    @Override
    public <E extends Exception> void variableAndOne(Class<E> type) throws E, IOException {
        variableAndOne.run(rethrowingBody(() -> delegate.<E>variableAndOne(type)));
    }

    @Override
    public CompletionStage<String> stage() {
        return stage.getStageAsync(() -> delegate.stage());
    }

    @Override
    public void passedOn() throws IOException, SQLException {
        delegate.passedOn();
    }

    @Override
    public int rethrowing() {
        return rethrowing.get(() -> delegate.rethrowing());
    }

    @Override
    public T call() throws Exception {
        return call.get(() -> delegate.call());
    }

    /** A block can name one exception; this body's method declares all that it throws. */
    @SuppressWarnings("unchecked")
    private static <T> CheckedSupplier<T, RuntimeException> rethrowingBody(CheckedSupplier<T, ?> body) {
        return (CheckedSupplier<T, RuntimeException>) body;
    }

    /** A block can name one exception; this body's method declares all that it throws. */
    @SuppressWarnings("unchecked")
    private static CheckedRunnable<RuntimeException> rethrowingBody(CheckedRunnable<?> body) {
        return (CheckedRunnable<RuntimeException>) body;
    }
}
