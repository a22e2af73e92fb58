package app;

import dev.aatomic.Aatomic;
import dev.aatomic.Retry;

interface Missing { // ! Undefined 1
    @Aatomic(noRollbackFor = Nowhere.class)
    void a();
}

interface MissingInside { // ! Undefined 1
    @Aatomic(retry = @Retry(retryFor = {RuntimeException.class, Nowhere.class}))
    void a();
}
