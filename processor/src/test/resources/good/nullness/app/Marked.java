package app;

import dev.aatomic.Aatomic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

@Aatomic
@NullMarked
public interface Marked<T extends @Nullable Object> {
    CompletionStage<@Nullable String> find(@Nullable Long id);

    @Nullable String name(Map.@Nullable Entry<String, @Nullable Integer> entry);

    @NonNull T value(@Nullable T value, String @Nullable [] array, @Nullable String... rest);

    <U extends @Nullable Object> List<? extends @Nullable U> list(List<? super @Nullable U> in);
}
