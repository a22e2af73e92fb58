package dev.aatomic.examples.moving;

import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** Points that were granted, of which the database refuses too many as late as at the flush before COMMIT. */
@Entity
class Bonus {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    private @Nullable Long id;

    @Column(check = @CheckConstraint(constraint = "points <= 100"))
    private int points;

    /** For JPA. */
    protected Bonus() {}

    Bonus(int points) {
        this.points = points;
    }
}
