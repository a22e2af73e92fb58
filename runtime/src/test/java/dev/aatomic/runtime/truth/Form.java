package dev.aatomic.runtime.truth;

/** How a block is opened, and when the stage of its body is complete. */
enum Form {
    /** {@code getStageAsync}: its statements are chained. */
    STAGE,
    /** {@code getStageAsync}: everything is done when the body returns its stage. */
    STAGE_COMPLETE,
    /** {@code getStageAsync}: a foreign thread completes what the body returned. */
    STAGE_FOREIGN,
    /** {@code getStageAsync}: the body returns a stage that is no future. */
    STAGE_MINIMAL,
    GET_ASYNC,
    RUN_ASYNC,
    GET,
    RUN,
    ENTER,
    /** A subscription to a value of a {@link dev.aatomic.runtime.support.subscribed.SubscribedType}: its statements are chained. */
    SUBSCRIBED,
    /** As {@link #SUBSCRIBED}; everything is done when the body returns. */
    SUBSCRIBED_COMPLETE,
    /** As {@link #SUBSCRIBED}; a foreign thread completes what the body's value is made of. */
    SUBSCRIBED_FOREIGN;

    /** Whether the caller waits on its own thread. */
    boolean isBlocking() {
        return this == GET || this == RUN;
    }

    /** Whether the body's statements are chained, so that it can go on for ever without a thread. */
    boolean isChained() {
        return this == STAGE
                || this == STAGE_FOREIGN
                || this == STAGE_MINIMAL
                || this == SUBSCRIBED
                || this == SUBSCRIBED_FOREIGN;
    }

    /** Whether somebody has to subscribe, and may cancel nothing but the subscription. */
    boolean isSubscribed() {
        return this == SUBSCRIBED || this == SUBSCRIBED_COMPLETE || this == SUBSCRIBED_FOREIGN;
    }

    /** Whether the caller gets what the body returned. */
    boolean hasValue() {
        return this != RUN && this != RUN_ASYNC && this != ENTER;
    }
}
