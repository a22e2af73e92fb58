package app;

import dev.aatomic.Aatomic;
import dev.aatomic.Retry;
import java.io.IOException;

class Outer {
    private static class Hidden extends RuntimeException {}

    interface Guarded {
        @Aatomic(noRollbackFor = {IOException.class, Hidden.class}) // ! InaccessibleType 60
        void a();

        @Aatomic(retry = @Retry(retryFor = {IOException.class, Hidden.class})) // ! InaccessibleType 70
        void b();

        @Aatomic(noRollbackFor = Hidden.class) // ! InaccessibleType 40
        void c();
    }
}
