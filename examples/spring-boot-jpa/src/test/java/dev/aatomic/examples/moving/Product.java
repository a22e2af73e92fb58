package dev.aatomic.examples.moving;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** What is sold, and how much of it is there. */
@Entity
class Product {

    @Id
    private long id;

    private int stock;

    /** For JPA. */
    protected Product() {}

    void add(int quantity) {
        stock += quantity;
    }
}
