package dev.aatomic.examples.moving;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Before, and as long as all that call it wait for it. */
@Service
class PointService {

    private final Bonuses bonuses;

    PointService(Bonuses bonuses) {
        this.bonuses = bonuses;
    }

    @Transactional
    public void grant(int points) {
        bonuses.save(new Bonus(points));
    }
}
