package app;

import dev.aatomic.Aatomic;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Orders, as a service of Quarkus has them. */
@Aatomic
public interface Orders {

    Uni<Long> place(String customer, int amount);

    Uni<Void> cancel(long order);

    @Aatomic(readOnly = true)
    Multi<String> ofCustomer(String customer);

    <T> Multi<T> each(Multi<? extends T> items);
}
