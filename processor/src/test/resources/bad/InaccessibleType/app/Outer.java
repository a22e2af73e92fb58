package app;

import dev.aatomic.Aatomic;
import java.util.List;
import other.Base;
import other.Guards;
import other.Thrower;

class Outer extends Guards {
    private static class Secret {}

    @Aatomic
    interface Service extends Base { // ! InaccessibleType 5
        List<Secret[]> secrets(); // ! InaccessibleType 24
    }

    @Aatomic
    interface Bounded<T extends Comparable<? super Secret>, U extends T> { // ! InaccessibleType 5
        T value();
    }

    @Aatomic
    static class Runner<T extends Secret> implements Runnable { // ! InaccessibleType 12
        @Override
        public void run() {}
    }

    @Aatomic
    interface Guarded<T extends Guard> { // ! InaccessibleType 5
        T value();
    }

    interface Reader {
        void read() throws java.io.IOException;
    }

    @Aatomic
    interface Failing extends Reader, Thrower {} // ! InaccessibleType 5

    @Aatomic
    interface Harmless extends Thrower, Quiet {}

    interface Quiet {
        void read();
    }
}
