package app;

import dev.aatomic.Aatomic;
import java.util.concurrent.Callable;

class Outer {
    static class People<N extends Number> extends Base<String> implements Callable<N>, Repository<String, Long> {
        private N number;

        @Override
        @Aatomic
        public N call() {
            return number;
        }

        @Override
        public <S extends String> S save(S entity) {
            return entity;
        }

        @Override
        @Aatomic
        public void mark() {}
    }

    @Aatomic
    interface Left {
        Number value(String text) throws Exception;

        void both(String text);
    }

    interface Right<T> {
        Comparable<Long> value(T text) throws java.io.IOException;

        void both(T text);
    }

    @Aatomic
    abstract static class Rivals implements Left, Right<String> {
        @Override
        public Long value(String text) {
            return 1L;
        }

        @Override
        public void both(String text) {}
    }
}
