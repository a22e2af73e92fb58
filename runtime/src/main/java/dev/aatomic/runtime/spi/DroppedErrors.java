package dev.aatomic.runtime.spi;

import org.jspecify.annotations.Nullable;

/** Takes the errors that come when nobody can be told any more, as after a cancel. A subscriber or an observer may implement it. */
public interface DroppedErrors {

    /**
     * Called with such an error, on whichever thread it came.
     *
     * @param error the error
     */
    void onErrorDropped(Throwable error);

    /**
     * Gives an error to whoever takes it; if nobody does, it is logged.
     *
     * @param subscriber perhaps one that takes it
     * @param error the error
     */
    static void drop(@Nullable Object subscriber, Throwable error) {
        if (subscriber instanceof DroppedErrors takes) {
            takes.onErrorDropped(error);
        } else {
            System.getLogger(DroppedErrors.class.getName())
                    .log(System.Logger.Level.WARNING, "An error came after a subscription had ended", error);
        }
    }
}
