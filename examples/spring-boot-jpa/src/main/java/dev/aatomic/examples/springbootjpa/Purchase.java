package dev.aatomic.examples.springbootjpa;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** What somebody has bought. */
@Entity
public class Purchase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private long product;

    private int quantity;

    private @Nullable String payment;

    /** For JPA. */
    protected Purchase() {}

    Purchase(long product, int quantity) {
        this.product = product;
        this.quantity = quantity;
    }

    void paidBy(String done) {
        this.payment = done;
    }
}
