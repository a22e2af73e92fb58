package app;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.reactivestreams.Publisher;

/** Orders, in the types of the JDK and of Reactive Streams. */
@Aatomic
public interface Orders {

    CompletionStage<Long> place(String customer, int amount);

    Flow.Publisher<String> ofCustomer(String customer);

    Publisher<Long> changes();

    @Aatomic(readOnly = true)
    <T> Flow.Publisher<T> each(Flow.Publisher<? extends T> publisher);
}
