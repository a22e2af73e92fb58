package dev.aatomic.examples.moving;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** What somebody has bought. */
@Entity
class Purchase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private long product;

    private int quantity;

    private @Nullable String payment;

    /** For JPA. */
    protected Purchase() {}

    Purchase(Order order) {
        this.product = order.product();
        this.quantity = order.quantity();
    }

    void paidBy(String done) {
        this.payment = done;
    }
}
