package dev.aatomic.examples.moving;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Before: in each step but the last two, in blocks and in Spring's transactions. */
@Service
class StockService implements Stock {

    private final Products products;

    StockService(Products products) {
        this.products = products;
    }

    @Override
    @Transactional
    public void add(long product, int quantity) {
        products.lock(product).add(quantity);
    }
}
