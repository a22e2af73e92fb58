package app;

import dev.aatomic.Aatomic;

@Aatomic(using = "orders")
public interface Orders extends Journal, Archive {
    void placed();

    @Aatomic(savepoint = false)
    void audited();

    @Aatomic(using = "billing", durable = true)
    void billed();

    @Aatomic(using = "", durable = false)
    void anywhere();

    @Override
    void appended();

    @Override
    @Aatomic
    void exported();
}
