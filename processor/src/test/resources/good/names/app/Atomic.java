package app;

import dev.aatomic.Aatomic;

@Aatomic
public interface Atomic {
    Atomic atomic(Atomic atomic, Transactions transactions);

    java.lang.String string(String string);

    interface Transactions {}

    class Objects {}
}
