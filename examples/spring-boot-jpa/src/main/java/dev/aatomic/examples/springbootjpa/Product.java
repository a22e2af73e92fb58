package dev.aatomic.examples.springbootjpa;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** What is sold, and how much of it is there. */
@Entity
public class Product {

    @Id
    private long id;

    private int stock;

    /** For JPA. */
    protected Product() {}

    void take(int quantity) {
        if (quantity > stock) {
            throw new OutOfStockException(id);
        }
        stock -= quantity;
    }

    void add(int quantity) {
        stock += quantity;
    }
}
