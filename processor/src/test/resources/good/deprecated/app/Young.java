package app;

import dev.aatomic.Aatomic;

@Aatomic
@SuppressWarnings({"deprecation", "removal"})
public interface Young extends Parent {
    @Deprecated
    void a();

    @Deprecated(since = "1", forRemoval = true)
    void b(Older older);

    Older older();

    Oldest oldest();

    @Override
    void c();
}
