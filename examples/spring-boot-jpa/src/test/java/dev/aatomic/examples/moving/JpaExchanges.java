package dev.aatomic.examples.moving;

import dev.aatomic.Aatomic;
import org.springframework.stereotype.Service;

/** Exchanges, in the last step: no transaction is Spring's any more. */
@Service
class JpaExchanges implements Exchanges {

    private final Stock stock;

    JpaExchanges(Stock stock) {
        this.stock = stock;
    }

    @Override
    @Aatomic(savepoint = false)
    public void exchange(long product, long other) {
        stock.add(product, 1);
        stock.add(other, -1);
    }
}
