package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.Retry;
import java.io.IOException;

interface Torn {
    @Aatomic(savepoint = false, propagation = Propagation.REQUIRED) // ! Exclusive 26
    void a();

    @Aatomic(propagation = Propagation.REQUIRES_NEW, durable = true) // ! Exclusive 64
    void b();

    @Aatomic(propagation = Propagation.MANDATORY, durable = true) // ! Exclusive 61
    void c();

    @Aatomic(
            isolation = Isolation.SERIALIZABLE, // ! Exclusive 34
            propagation = Propagation.NEVER,
            readOnly = false, // ! Exclusive 24
            connection = ConnectionAcquisition.LAZY, // ! Exclusive 47
            timeout = "5s", // ! Exclusive 23
            retry = @Retry, // ! Exclusive 21
            noRollbackFor = IOException.class) // ! Exclusive 40
    void d();

    @Aatomic(propagation = Propagation.SUPPORTS, readOnly = true) // ! Exclusive 61
    void e();

    @Aatomic(propagation = Propagation.NOT_SUPPORTED, timeout = "1s") // ! Exclusive 65
    void f();
}

@Aatomic(durable = true, timeout = "5s", propagation = Propagation.REQUIRED, noRollbackFor = IOException.class)
interface Inner {
    @Aatomic(propagation = Propagation.REQUIRES_NEW) // ! Exclusive 39
    void a();

    @Aatomic(propagation = Propagation.NEVER, durable = false, noRollbackFor = {}) // ! Exclusive 39
    void b();

    @Aatomic(savepoint = true) // ! Exclusive 26
    void c();

    @Aatomic(propagation = Propagation.NEVER, durable = false, timeout = "", noRollbackFor = {})
    void fine();
}

@Aatomic(connection = ConnectionAcquisition.LAZY)
interface Late {
    @Aatomic(propagation = Propagation.NOT_SUPPORTED) // ! Exclusive 39
    void a();

    @Aatomic(propagation = Propagation.NOT_SUPPORTED, connection = ConnectionAcquisition.EAGER) // ! Exclusive 89
    void b();

    @Aatomic(propagation = Propagation.NOT_SUPPORTED, connection = ConnectionAcquisition.DEFAULT)
    void fine();

    @Aatomic(propagation = Propagation.MANDATORY)
    void needless();
}

@Aatomic(propagation = Propagation.SUPPORTS, isolation = Isolation.REPEATABLE_READ) // ! Exclusive 67
interface Once {
    void a();

    void b();
}

interface Elsewhere {
    @Aatomic(propagation = Propagation.NEVER)
    void a();
}

@Aatomic(timeout = "5s") // ! Exclusive 20
interface Here extends Elsewhere {
    void b();
}

interface FromBoth extends Elsewhere, Limited { // ! Exclusive 1
    @Aatomic
    void c();
}

@Aatomic(retry = @Retry(maxAttempts = 2))
interface Limited {
    @Aatomic
    void a();
}
