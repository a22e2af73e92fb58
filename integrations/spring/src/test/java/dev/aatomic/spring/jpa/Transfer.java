package dev.aatomic.spring.jpa;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.AbstractAggregateRoot;

/** A row of a transfer, which publishes an event when it is saved. */
@Entity(name = "transfer")
class Transfer extends AbstractAggregateRoot<Transfer> {

    /** What is published. */
    record Booked(int amount) {}

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Integer id;

    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    Account account;

    int amount;

    Transfer() {}

    Transfer(Account account, int amount) {
        this.account = account;
        this.amount = amount;
        registerEvent(new Booked(amount));
    }
}
