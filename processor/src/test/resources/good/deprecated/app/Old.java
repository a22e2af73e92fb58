package app;

import dev.aatomic.Aatomic;

@Aatomic
@Deprecated(since = "2", forRemoval = true)
public interface Old {
    @Deprecated
    void a();

    Older older(Older older);
}
