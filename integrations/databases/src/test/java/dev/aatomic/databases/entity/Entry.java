package dev.aatomic.databases.entity;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code entry}. */
@Entity
@Table(name = "entry")
class Entry {

    @Id
    int v;

    Entry() {}

    Entry(int v) {
        this.v = v;
    }
}
