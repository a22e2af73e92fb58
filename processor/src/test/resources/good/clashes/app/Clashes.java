package app;

import dev.aatomic.Aatomic;

@Aatomic(
        timeout = "5s",
        isolation = dev.aatomic.Isolation.SERIALIZABLE,
        connection = dev.aatomic.ConnectionAcquisition.LAZY)
public interface Clashes<Atomic, Objects extends Comparable<Objects>, T> {
    Atomic atomic(Atomic atomic, Objects Objects);

    void yield(String record, String var, String sealed, String permits, String when);

    void record();

    int var();

    void transactions();

    void delegate();

    T rethrowing(T body) throws java.io.IOException, java.sql.SQLException;

    void this$0(String $, String $L, String $T);

    java.util.concurrent.CompletionStage<CompletionStage> nested();

    Void Void();

    void java();

    void dev();

    <Transactions> Transactions transactions(Transactions transactions);

    void ClashesAatomic(ClashesAatomic ClashesAatomic);

    interface Override {}

    interface SuppressWarnings {}

    interface Generated {}

    interface Duration {}

    interface Isolation {}

    interface ConnectionAcquisition {}

    interface CompletionStage {}

    interface CheckedSupplier {}

    interface RuntimeException {}

    interface String {}

    interface Void {}

    interface ClashesAatomic {}
}
