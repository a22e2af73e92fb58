package dev.aatomic.examples.springbootjpa;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What was there before: each method is a transaction of Spring's, and in a block a part of the block. */
@Service
class StockService {

    private final Products products;

    StockService(Products products) {
        this.products = products;
    }

    @Transactional
    public void take(long product, int quantity) {
        products.lock(product)
                .orElseThrow(() -> new NoSuchProductException(product))
                .take(quantity);
    }

    @Transactional
    public void add(long product, int quantity) {
        products.lock(product)
                .orElseThrow(() -> new NoSuchProductException(product))
                .add(quantity);
    }
}
