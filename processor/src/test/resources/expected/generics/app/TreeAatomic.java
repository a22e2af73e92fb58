package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Tree}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class TreeAatomic<N extends Tree.Node<N>, V> implements Tree<N, V> {
    private final Tree<N, V> delegate;
    private final Atomic root;
    private final Atomic value;
    private final Atomic reduce;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public TreeAatomic(Tree<N, V> delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.root = transactions.atomic().named("Tree.root");
        this.value = transactions.atomic().named("Tree.value");
        this.reduce = transactions.atomic().named("Tree.reduce");
    }

    @Override
    public N root() {
        return root.get(() -> delegate.root());
    }

    @Override
    public V value(N node) {
        return value.get(() -> delegate.value(node));
    }

    @Override
    public <R extends V> CompletableFuture<R> reduce(N node, Class<R> type) {
        return reduce.getStageAsync(() -> delegate.<R>reduce(node, type));
    }
}
