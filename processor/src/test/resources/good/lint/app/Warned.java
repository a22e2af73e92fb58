package app;

import dev.aatomic.Aatomic;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

@Aatomic
@SuppressWarnings({"rawtypes", "unchecked", "overloads", "try"})
public interface Warned<L extends List> extends Serializable, AutoCloseable {
    CompletionStage stage();

    List list(List<List> lists);

    L same(L list);

    <T> void varargs(T... values);

    void varargs(List<String>... values);

    void fine(List<?>... values);

    void call(Function<String, String> function);

    void call(Consumer<String> consumer);

    @Override
    boolean equals(Object other);
}
