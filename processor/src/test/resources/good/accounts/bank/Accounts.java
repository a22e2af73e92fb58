package bank;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@Aatomic
public interface Accounts {
    CompletionStage<Receipt> transfer(long from, long to, BigDecimal amount);

    CompletableFuture<BigDecimal> balance(long id);

    @Aatomic(durable = true)
    CompletionStage<Void> settle(LocalDate day);

    long count();

    List<Receipt> receipts(long id);

    void rename(long id, String name);

    @NonAatomic
    String describe();

    record Receipt(long from, long to, BigDecimal amount) {}
}
