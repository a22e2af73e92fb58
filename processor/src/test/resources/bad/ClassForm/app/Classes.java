package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;

class Classes {
    interface One {
        @Aatomic(timeout = "1s")
        void run();
    }

    interface Two {
        @Aatomic(timeout = "2s")
        void run();
    }

    @Aatomic
    static class Disagreeing implements One, Two { // ! Disagreement 12
        @Override
        public void run() {}
    }

    static class Agreeing implements One, Two {
        @Override
        @Aatomic(timeout = "3s")
        public void run() {}
    }

    sealed interface Closed permits Real {
        void run();
    }

    @Aatomic // ! Sealed 5
    static final class Real implements Closed {
        @Override
        public void run() {}
    }

    private interface Secret {
        void run();
    }

    @Aatomic // ! WrongType 5
    static class Hiding implements Secret {
        @Override
        public void run() {}
    }

    @Aatomic
    private static class Hidden implements One { // ! Private 20
        @Override
        public void run() {}
    }

    @Aatomic // ! WrongType 5
    static class Alone {}

    @Aatomic // ! WrongType 5
    record Data(int value) implements Runnable {
        @Override
        public void run() {}
    }

    static class Unmarked implements Runnable {
        @Override
        @NonAatomic // ! WrongType 9
        public void run() {}
    }
}
