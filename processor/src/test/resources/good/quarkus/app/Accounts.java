package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ComponentModel;
import dev.aatomic.NonAatomic;
import java.util.concurrent.CompletionStage;

@Aatomic(componentModel = ComponentModel.QUARKUS)
public interface Accounts {
    CompletionStage<Void> transfer(long from, long to);

    @Aatomic(using = "audit", savepoint = false)
    void note(String text);

    @NonAatomic
    String describe();
}
