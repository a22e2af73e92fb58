package dev.aatomic.examples.moving;

import dev.aatomic.Aatomic;
import org.springframework.stereotype.Service;

/** The stock, from the third step on: it blocks as ever, so Spring's transactions may call it too. */
@Service
class JpaStock implements Stock {

    private final Products products;

    JpaStock(Products products) {
        this.products = products;
    }

    // tag::swapped[]
    @Override
    @Aatomic(savepoint = false) // was @Transactional
    public void add(long product, int quantity) {
        products.lock(product).add(quantity);
    }
    // end::swapped[]
}
