package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import java.sql.ResultSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Cursor;

@Aatomic
@dev.aatomic.AdaptedBy(Lazy.TaskBlocks.class)
interface Lazy extends Parent { // ! LazyResult 1
    Stream<String> stream(); // ! LazyResult 20

    IntStream numbers(); // ! LazyResult 15

    Iterator<String> iterator(); // ! LazyResult 22

    ResultSet resultSet(); // ! LazyResult 15

    Supplier<String> supplier(); // ! LazyResult 22

    CompletionStage<Cursor<String>> cursor(); // ! LazyResult 37

    <S extends Stream<String>> S variable(); // ! LazyResult 34

    List<String> list();

    CompletionStage<?> any();

    CompletionStage<Flow.Publisher<String>> publisher(); // ! LazyResult 45

    Task<ResultSet> task(); // ! LazyResult 21

    CompletionStage<? extends Stream<String>> wildcard(); // ! LazyResult 47

    <S extends Stream<String>> CompletionStage<? extends S> variableWildcard(); // ! LazyResult 61

    CompletionStage<? super Stream<String>> anyUp();

    interface Task<T> {}

    class TaskBlocks {
        @dev.aatomic.ReturnTypeAdapter
        static <T> Task<T> task(
                dev.aatomic.runtime.Atomic atomic,
                dev.aatomic.runtime.CheckedSupplier<? extends Task<? extends T>, ?> body) {
            return null;
        }
    }

    @NonAatomic
    Stream<String> passedOn();

    @SuppressWarnings("aatomic:LazyResult")
    Stream<String> known();

    @SuppressWarnings("aatomic:CheckedOnStage")
    Stream<String> knownToBeSomethingElse(); // ! LazyResult 20
}

interface Parent {
    Stream<String> inherited();
}

@Aatomic
@SuppressWarnings("aatomic:LazyResult")
interface Known extends Parent {}
