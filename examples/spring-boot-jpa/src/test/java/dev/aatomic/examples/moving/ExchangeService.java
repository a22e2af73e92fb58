package dev.aatomic.examples.moving;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Before, and the last to be moved. */
@Service
class ExchangeService implements Exchanges {

    private final Stock stock;

    ExchangeService(Stock stock) {
        this.stock = stock;
    }

    @Override
    @Transactional
    public void exchange(long product, long other) {
        stock.add(product, 1);
        stock.add(other, -1);
    }
}
