package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Retry;
import java.io.IOException;

@Aatomic
interface Heir extends First, Second {} // ! Disagreement 1 // ! Disagreement 1 // ! Disagreement 1 // ! Disagreement 1

interface First {
    @Aatomic(
            isolation = Isolation.SERIALIZABLE,
            connection = ConnectionAcquisition.LAZY,
            retry = @Retry(maxAttempts = 5),
            noRollbackFor = IOException.class)
    void a();

    @Aatomic(retry = @Retry(maxAttempts = 3), noRollbackFor = IOException.class, timeout = "5s")
    void same();
}

interface Second {
    @Aatomic(
            isolation = Isolation.READ_COMMITTED,
            connection = ConnectionAcquisition.EAGER,
            retry = @Retry(delay = "50ms", maxAttempts = 5),
            noRollbackFor = {IOException.class, Error.class})
    void a();

    @Aatomic(retry = @Retry, noRollbackFor = {IOException.class}, timeout = "5s")
    void same();
}
