package dev.aatomic.examples.moving;

import dev.aatomic.AatomicDelegate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Service;

/** Points, from the second step on. */
@Service
@AatomicDelegate
class JpaPoints implements Points {

    private final Bonuses bonuses;

    JpaPoints(Bonuses bonuses) {
        this.bonuses = bonuses;
    }

    @Override
    public CompletionStage<Void> grant(int points) {
        bonuses.save(new Bonus(points));
        return CompletableFuture.completedFuture(null);
    }
}
