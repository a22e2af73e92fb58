package app;

import dev.aatomic.Aatomic;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

@Aatomic
@NullMarked
public interface Doubled extends Single<@Nullable String> {}

@NullMarked
interface Single<T extends @Nullable Object> {
    @Nullable T find(List<? super @Nullable T> in, @Nullable T @Nullable [] array, T plain);

    CompletionStage<@Nullable T> stage();
}
