package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;

@Aatomic(savepoint = false)
public interface Journal {
    @Aatomic(using = "journal", durable = true)
    void appended();

    @Aatomic(using = "journal")
    void truncated();

    @NonAatomic
    String path();

    @NonAatomic
    void exported();
}
