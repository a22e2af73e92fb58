package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.Retry;

@Aatomic(readOnly = true, timeout = "10s", noRollbackFor = IllegalStateException.class)
public interface Reports extends Base {
    long total();

    @Aatomic(readOnly = false, connection = ConnectionAcquisition.EAGER)
    void store();

    @Aatomic(
            readOnly = false,
            isolation = Isolation.DEFAULT,
            connection = ConnectionAcquisition.DEFAULT,
            timeout = "",
            noRollbackFor = {})
    @Override
    void inherited();

    @Aatomic(propagation = Propagation.NESTED, retry = @Retry(maxAttempts = 1))
    void plain();

    @Aatomic(retry = @Retry(maxAttempts = 7))
    void wholeRetry();
}
