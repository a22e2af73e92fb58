package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.Retry;
import java.io.FileNotFoundException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

public interface Ledger {
    @Aatomic(propagation = Propagation.REQUIRES_NEW)
    CompletionStage<Void> audit(String line);

    @Aatomic(propagation = Propagation.NESTED, durable = true)
    void nested();

    @Aatomic(propagation = Propagation.REQUIRED, durable = true)
    void required();

    @Aatomic(propagation = Propagation.MANDATORY, readOnly = true)
    long count();

    @Aatomic(propagation = Propagation.SUPPORTS)
    long estimate();

    @Aatomic(
            propagation = Propagation.NOT_SUPPORTED,
            timeout = "",
            noRollbackFor = {},
            isolation = Isolation.DEFAULT,
            connection = ConnectionAcquisition.DEFAULT)
    void vacuum();

    @Aatomic(propagation = Propagation.NEVER, retry = @Retry(maxAttempts = 1))
    void backup();

    @Aatomic(isolation = Isolation.SERIALIZABLE, timeout = "5s", retry = @Retry(maxAttempts = 5))
    CompletionStage<Void> settle(int day);

    @Aatomic(connection = ConnectionAcquisition.LAZY)
    CompletionStage<Void> pay(long order);

    @Aatomic(readOnly = true, connection = ConnectionAcquisition.EAGER, timeout = "1m")
    void quote();

    @Aatomic(retry = @Retry)
    void again();

    @Aatomic(retry = @Retry(delay = "0ms", maxDelay = "PT0S"))
    void atOnce();

    @Aatomic(retry = @Retry(delay = "PT0.02S", maxDelay = "1000ms"))
    void inOtherWords();

    @Aatomic(retry = @Retry(maxAttempts = 2, retryFor = TimeoutException.class))
    void afterTimeout();

    @Aatomic(
            retry =
                    @Retry(
                            maxAttempts = 10,
                            delay = "50ms",
                            maxDelay = "2s",
                            retryFor = {TimeoutException.class, RejectedExecutionException.class, Declined.class}))
    void stubborn();

    @Aatomic(noRollbackFor = FileNotFoundException.class)
    void one();

    @SuppressWarnings("deprecation")
    @Aatomic(noRollbackFor = {Declined.class, lib.Failures.Soft.class, lib.Old.class})
    void several();

    @Aatomic(
            retry =
                    @Retry(
                            retryFor = {
                                TimeoutException.class,
                                RejectedExecutionException.class,
                                ExceptionWhoseNameIsLong.class,
                                FileNotFoundException.class
                            }),
            noRollbackFor = {
                TimeoutException.class,
                RejectedExecutionException.class,
                ExceptionWhoseNameIsLong.class,
                FileNotFoundException.class
            })
    void many();

    @Aatomic(timeout = "500ms")
    void milliseconds();

    @Aatomic(timeout = "90s")
    void seconds();

    @Aatomic(timeout = "2m")
    void minutes();

    @Aatomic(timeout = "3000000000ms")
    void long1();

    @Aatomic(timeout = "PT24H")
    void isoHours();

    @Aatomic(timeout = "PT1M30S")
    void isoSeconds();

    @Aatomic(timeout = "PT0.25S")
    void isoMilliseconds();

    @Aatomic(timeout = "PT0.000001S")
    void isoNanoseconds();

    @Aatomic(timeout = "1s")
    void Duration();

    @Aatomic(connection = ConnectionAcquisition.LAZY)
    void ConnectionAcquisition();

    class ExceptionWhoseNameIsLong extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    class Declined extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
