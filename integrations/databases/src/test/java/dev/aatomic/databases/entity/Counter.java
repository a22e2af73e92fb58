package dev.aatomic.databases.entity;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code counter}: without a version, so that a lock is all that keeps two changes apart. */
@Entity
@Table(name = "counter")
class Counter {

    @Id
    int id;

    int v;
}
