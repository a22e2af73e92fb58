package dev.aatomic.timeline;

/** Says why no picture was written, and what helps. */
public final class TimelineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TimelineException(String message) {
        super(message);
    }

    TimelineException(String message, Throwable cause) {
        super(message, cause);
    }
}
