package app;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletableFuture;

@Aatomic
public interface Tree<N extends Tree.Node<N>, V> {
    N root();

    V value(N node);

    <R extends V> CompletableFuture<R> reduce(N node, Class<R> type);

    interface Node<M extends Node<M>> {
        M parent();
    }
}
