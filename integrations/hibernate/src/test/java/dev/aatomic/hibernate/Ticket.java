package dev.aatomic.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.TableGenerator;
import org.jspecify.annotations.Nullable;

/** Whose ids come out of a table, in transactions apart. */
@Entity
class Ticket {

    @Id
    @TableGenerator(name = "tickets", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.TABLE, generator = "tickets")
    @Nullable
    Integer id;
}
