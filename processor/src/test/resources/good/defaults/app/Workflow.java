package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@Aatomic(using = "main")
public interface Workflow<T> extends Step<T> {
    default CompletionStage<String> run(T input) {
        return prepare(input).thenApply(nothing -> describe());
    }

    @Aatomic(savepoint = false)
    default CompletableFuture<Void> prepare(T input) {
        return CompletableFuture.completedFuture(null);
    }

    @SuppressWarnings("unchecked")
    default <E extends T> List<E> several(List<E> first, E... rest) throws IOException, SQLException {
        return first;
    }

    @NonAatomic
    default String describe() {
        return hidden();
    }

    private String hidden() {
        return "workflow";
    }

    @Override
    boolean equals(Object other);
}
