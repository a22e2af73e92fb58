package app;

import dev.aatomic.Aatomic;

public class Outer<T> {
    @Aatomic
    public interface Open {
        Kind kind();

        enum Kind {
            A
        }
    }

    @Aatomic
    protected interface Guarded {
        Inner<String> inner(Open.Kind kind);
    }

    static class Inner<U> {}

    public interface Middle {
        @Aatomic
        interface Deep {
            Outer<Integer>.Member<String> member();
        }
    }

    public class Member<V> {}
}
