package app;

import dev.aatomic.Aatomic;
import dev.aatomic.AdaptedBy;
import dev.aatomic.ReturnTypeAdapter;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;

@Aatomic
@AdaptedBy({Uses.First.class, Uses.Second.class}) // ! DuplicateAdapter 42
interface Uses {
    interface Task {}

    Task task();

    class First {
        @ReturnTypeAdapter
        static Task first(Atomic atomic, CheckedSupplier<? extends Task, ?> body) {
            return null;
        }
    }

    class Second {
        @ReturnTypeAdapter
        static Task second(Atomic atomic, CheckedSupplier<? extends Task, ?> body) {
            return null;
        }
    }
}
