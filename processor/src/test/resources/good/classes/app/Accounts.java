package app;

import dev.aatomic.Aatomic;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;

public interface Accounts {
    CompletionStage<String> transfer(long from, long to);

    @Aatomic(using = "ledger", readOnly = false, timeout = "1s")
    void settle(String day) throws IOException, SQLException;

    String describe();

    default int twice() {
        return 2;
    }

    static int constant() {
        return 1;
    }
}
