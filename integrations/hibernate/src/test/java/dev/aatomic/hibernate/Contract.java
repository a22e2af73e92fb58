package dev.aatomic.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.envers.Audited;

/** Whose changes Envers writes down. */
@Entity
@Audited
class Contract {

    @Id
    int id;

    int amount;

    Contract() {}

    Contract(int id, int amount) {
        this.id = id;
        this.amount = amount;
    }
}
