package dev.aatomic.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** Whose id comes with its row. */
@Entity
class Movement {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Integer id;

    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    Account account;

    int amount;

    Movement() {}

    Movement(Account account, int amount) {
        this.account = account;
        this.amount = amount;
    }
}
