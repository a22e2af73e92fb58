package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import org.springframework.transaction.annotation.Transactional;

@Aatomic
interface Twice {
    @Transactional // ! DoubleTransaction 5
    void spring();

    @jakarta.transaction.Transactional // ! DoubleTransaction 5
    void jakarta();

    @Transactional
    @NonAatomic
    void springAlone();

    @Transactional
    @SuppressWarnings({"unused", "aatomic:DoubleTransaction"})
    void known();
}

@Transactional // ! DoubleTransaction 1
@Aatomic
interface Whole {
    void one();

    void two();
}
