package dev.aatomic.databases.entity;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/** A row of {@code account}, with a version. */
@Entity
@Table(name = "account")
class Account {

    @Id
    int id;

    int amount;

    @Version
    int version;

    Account() {}

    Account(int id, int amount) {
        this.id = id;
        this.amount = amount;
    }
}
