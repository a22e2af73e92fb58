package app;

import dev.aatomic.Aatomic;

@Aatomic // ! Sealed 1
sealed interface Closed permits Closed.Real {
    void a();

    final class Real implements Closed {
        @Override
        public void a() {}
    }
}
