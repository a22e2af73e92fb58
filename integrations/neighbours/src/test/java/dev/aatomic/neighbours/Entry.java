package dev.aatomic.neighbours;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row, for JPA. */
@Entity
@Table(name = "entry")
public class Entry {

    @Id
    @Column(name = "v")
    private int value;

    protected Entry() {}

    Entry(int value) {
        this.value = value;
    }

    /** What the row holds. */
    public int value() {
        return value;
    }
}
