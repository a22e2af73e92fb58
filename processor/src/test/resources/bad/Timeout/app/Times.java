package app;

import dev.aatomic.Aatomic;
import dev.aatomic.Retry;
import java.io.IOException;

interface Times {
    @Aatomic(timeout = "soon") // ! Timeout 24
    void a();

    @Aatomic(noRollbackFor = IOException.class, timeout = "5") // ! Timeout 59
    void b();

    @Aatomic(
            using = "main",
            retry = @Retry(retryFor = IOException.class),
            timeout = "0s") // ! Timeout 23
    void c();

    @Aatomic(timeout = "-5m") // ! Timeout 24
    void d();

    @Aatomic(timeout = "9223372036854775808ms") // ! Timeout 24
    void e();

    @Aatomic(timeout = "153722868m") // ! Timeout 24
    void f();

    @Aatomic(timeout = "PT0S") // ! Timeout 24
    void g();

    @Aatomic(timeout = "PT-1S") // ! Timeout 24
    void h();

    @Aatomic(timeout = "PT9999999999999999H") // ! Timeout 24
    void i();

    @Aatomic(timeout = "PT9999999999H") // ! Timeout 24
    void j();

    @Aatomic(timeout = "5 s") // ! Timeout 24
    void k();

    @Aatomic(timeout = "1d") // ! Timeout 24
    void l();

    @Aatomic(timeout = "153722867m")
    void longest();
}

@Aatomic(timeout = "never") // ! Timeout 20
interface Whole {
    void a();

    void b();

    @Aatomic(timeout = "1s")
    void c();
}

@Aatomic(timeout = "unused") // ! Timeout 20
interface Replaced {
    @Aatomic(timeout = "1s")
    void a();
}

interface Heir extends Whole { // ! Timeout 1
    @Aatomic
    @Override
    void a();
}
