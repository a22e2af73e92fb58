package dev.aatomic.databases.entity;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code late}, which COMMIT alone refuses. */
@Entity
@Table(name = "late")
class Late {

    @Id
    int v;

    Late() {}

    Late(int v) {
        this.v = v;
    }
}
