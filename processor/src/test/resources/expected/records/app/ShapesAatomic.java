package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Shapes}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class ShapesAatomic implements Shapes {
    private final Shapes delegate;
    private final Atomic connect;
    private final Atomic all;
    private final Atomic figure;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    ShapesAatomic(Shapes delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.connect = transactions.atomic().named("Shapes.connect");
        this.all = transactions.atomic().named("Shapes.all");
        this.figure = transactions.atomic().named("Shapes.figure");
    }

    @Override
    public CompletionStage<Shapes.Line<Shapes.Point>> connect(Shapes.Point from, Shapes.Point to) {
        return connect.getStageAsync(() -> delegate.connect(from, to));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <P extends Record & Comparable<P>> List<Shapes.Line<P>> all(Shapes.Line<? super P>... lines) {
        return all.get(() -> delegate.<P>all(lines));
    }

    @Override
    public Shapes.Figure figure(Shapes.Figure.Square square) {
        return figure.get(() -> delegate.figure(square));
    }
}
