package app;

import dev.aatomic.Aatomic;

public interface Mixed {
    @Aatomic
    int written();

    int read();

    default int twice() {
        return read() * 2;
    }

    @Aatomic
    default void both() {
        read();
        written();
    }

    static int constant() {
        return hidden();
    }

    private static int hidden() {
        return 1;
    }
}
