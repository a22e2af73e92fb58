package dev.aatomic.spring.boot.jpa;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A row. */
@Entity(name = "note")
public class Note {

    @Id
    int id;

    String text = "";

    /** For Hibernate. */
    protected Note() {}

    /** A new row. */
    public Note(int id, String text) {
        this.id = id;
        this.text = text;
    }
}
