package app;

import dev.aatomic.Aatomic;
import dev.aatomic.AdaptedBy;

@Aatomic
@AdaptedBy({Uses.None.class, int.class, long[].class}) // ! NoAdapter 22 ! NoAdapter 33 ! NoAdapter 47
interface Uses {
    void nothing();

    class None {}
}

@Aatomic
interface Other {
    void nothing();
}
