package app;

import dev.aatomic.Aatomic;

@Aatomic
public interface Described {
    @Override
    boolean equals(Object other);

    @Override
    int hashCode();

    @Override
    @Aatomic
    String toString();

    boolean equals(Described other);

    String toString(int depth);
}
