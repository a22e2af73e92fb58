package app;

import dev.aatomic.Aatomic;
import dev.aatomic.AdaptedBy;
import dev.aatomic.NonAatomic;
import dev.aatomic.ReturnTypeAdapter;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.Function;
import lib.Done;
import lib.Outcome;
import lib.Task;

@Aatomic
@AdaptedBy({Accounts.Own.class, lib.OldBlocks.class})
@SuppressWarnings({"aatomic:CheckedOnStage", "deprecation"})
public interface Accounts extends Base<String> {

    Task<Long> balance(long account) throws IOException, java.sql.SQLException;

    Done close(long balance, String close);

    <R, E extends IOException> Outcome<R, E> find(Class<R> type, Function<? super R, ? extends E> failure);

    Task<? extends Number> upper();

    Task<? super Integer> lower();

    Task<?> any();

    @SuppressWarnings("rawtypes")
    Task raw();

    Flow.Publisher<Map<String, List<Long>>> all(String[]... namesOfAllTheAccountsThatAreMeant);

    @Aatomic(timeout = "5s")
    default Task<String> twice(String TaskBlocks) {
        return first(TaskBlocks);
    }

    @NonAatomic
    Task<String> passedOn();

    final class Own {
        private Own() {}

        @ReturnTypeAdapter
        public static Done close(Atomic atomic, CheckedSupplier<? extends Done, ?> body) {
            throw new UnsupportedOperationException();
        }
    }
}
