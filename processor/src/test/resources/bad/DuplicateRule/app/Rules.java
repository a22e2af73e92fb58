package app;

import dev.aatomic.Aatomic;
import dev.aatomic.Retry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;

interface Rules {
    @Aatomic(noRollbackFor = {IOException.class, SQLException.class, IOException.class}) // ! DuplicateRule 81
    void a();

    @Aatomic(noRollbackFor = {FileNotFoundException.class, IOException.class}) // ! DuplicateRule 52
    void b();

    @Aatomic(
            noRollbackFor = SQLException.class,
            retry = @Retry(retryFor = {IOException.class, IOException.class})) // ! DuplicateRule 70
    void c();

    @SuppressWarnings("aatomic:DuplicateRule")
    @Aatomic(noRollbackFor = {IOException.class, IOException.class})
    void d();
}
