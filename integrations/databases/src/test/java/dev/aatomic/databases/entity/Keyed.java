package dev.aatomic.databases.entity;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A row of {@code keyed}, whose key the database makes. */
@Entity
@Table(name = "keyed")
class Keyed {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Integer id;

    int v;

    Keyed() {}

    Keyed(int v) {
        this.v = v;
    }
}
