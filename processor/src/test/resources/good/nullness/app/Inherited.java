package app;

import dev.aatomic.Aatomic;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

@Aatomic
public interface Inherited extends Base<String> {}

interface Base<T> {
    @Nullable T find(List<? super @Nullable T> in, @Nullable T @Nullable [] array);

    CompletionStage<@Nullable T> stage();
}
