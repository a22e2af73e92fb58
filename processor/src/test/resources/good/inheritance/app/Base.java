package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.Retry;

@Aatomic(
        isolation = Isolation.REPEATABLE_READ,
        propagation = Propagation.REQUIRES_NEW,
        connection = ConnectionAcquisition.LAZY,
        timeout = "1m",
        retry = @Retry(maxAttempts = 4, delay = "1s", maxDelay = "1m"))
public interface Base {
    @Aatomic(timeout = "3s")
    void inherited();

    @Aatomic(timeout = "3s")
    void kept();
}
