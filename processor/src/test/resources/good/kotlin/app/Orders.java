package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import java.io.IOException;
import java.util.List;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.flow.Flow;

/** As kapt shows an interface of Kotlin. */
@Aatomic
public abstract interface Orders {

    public abstract Object load(long id, Continuation<? super String> $completion);

    public abstract Object close(Continuation<? super Unit> $completion);

    public abstract Object never(Continuation<?> $completion);

    public abstract <T extends Comparable<? super T>> Object max(
            List<? extends T> values, Continuation<? super T> $completion);

    @Aatomic(durable = true)
    public abstract Object hidden(String continuation, Object delegate, Continuation<? super List<String>> hidden);

    public abstract Object failing(Continuation<? super Integer> $completion) throws IOException;

    public abstract Object withManyParameters(
            String nameOfTheCustomer,
            String addressOfTheCustomer,
            List<String> namesOfTheProducts,
            Continuation<? super String> $completion);

    public abstract Flow<String> ofCustomer(String customer);

    public abstract Deferred<Long> count();

    @NonAatomic
    public abstract Object describe(Continuation<? super String> $completion);
}
