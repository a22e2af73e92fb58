package app;

import dev.aatomic.Aatomic;

@Aatomic
public sealed interface Closed permits ClosedAatomic, Closed.Real {
    void a();

    final class Real implements Closed {
        @Override
        public void a() {}
    }
}
