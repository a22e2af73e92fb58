package dev.aatomic.examples.moving;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** What the warehouse is to be told. */
@Entity
class Notice {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private long product;

    /** For JPA. */
    protected Notice() {}

    Notice(long product) {
        this.product = product;
    }
}
