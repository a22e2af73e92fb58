package app;

import dev.aatomic.Aatomic;
import dev.aatomic.Retry;
import java.io.IOException;

interface Again {
    @Aatomic(retry = @Retry(maxAttempts = 0)) // ! Retry 43
    void a();

    @Aatomic(retry = @Retry(retryFor = IOException.class, maxAttempts = -1)) // ! Retry 73
    void b();

    @Aatomic(retry = @Retry(delay = "a while")) // ! Retry 37
    void c();

    @Aatomic(retry = @Retry(maxDelay = "")) // ! Retry 40
    void d();

    @Aatomic(retry = @Retry(delay = "-1ms")) // ! Retry 37
    void e();

    @Aatomic(retry = @Retry(delay = "2s", maxDelay = "1500ms")) // ! Retry 54
    void f();

    @Aatomic(retry = @Retry(delay = "2s")) // ! Retry 37
    void g();

    @Aatomic(retry = @Retry(maxDelay = "19ms")) // ! Retry 40
    void h();

    @Aatomic(retry = @Retry(maxDelay = "PT9999999999H")) // ! Retry 40
    void i();

    @Aatomic(retry = @Retry(maxAttempts = 0, delay = "x", maxDelay = "y")) // ! Retry 43 // ! Retry 54 // ! Retry 70
    void j();
}
