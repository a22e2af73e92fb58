package dev.aatomic.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import org.jspecify.annotations.Nullable;

/** Whose ids come out of a sequence, fifty at a time. */
@Entity
class Invoice {

    @Id
    @SequenceGenerator(name = "invoices", allocationSize = 50)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "invoices")
    @Nullable
    Integer id;

    int amount;

    Invoice() {}

    Invoice(int amount) {
        this.amount = amount;
    }
}
